/** What to type to have the files of a version. */
export function accessCommands(of: {
  repository: string;
  name: string;
  version: string;
  studio: string;
  /** None yet: a place for one. */
  token: string | null;
}): { gto: string; dvc: string; curl: string; python: string } {
  const { repository, name, version, studio } = of;
  const token = of.token ?? "TOKEN";
  const query = new URLSearchParams({ repo: repository, name, version });
  const address = `${studio}/api/model-registry/get-download-uris?${query}`;
  return {
    gto: `gto get ${word(`${name}@${version}`)} --repo ${word(repository)}`,
    dvc: [
      `export DVC_STUDIO_URL=${word(studio)} DVC_STUDIO_TOKEN=${token}`,
      `dvc artifacts get ${word(repository)} ${word(name)} --rev ${word(version)}`,
    ].join("\n"),
    curl: `curl --fail --header "Authorization: token ${token}" \\\n  ${word(address)}`,
    python: [
      "import json, pathlib, urllib.request",
      "",
      `address = ${JSON.stringify(address)}`,
      `asked = urllib.request.Request(address, headers={"Authorization": "token ${token}"})`,
      "for path, link in json.load(urllib.request.urlopen(asked)).items():",
      "    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)",
      "    urllib.request.urlretrieve(link, path)",
    ].join("\n"),
  };
}

/** A word as a shell takes it. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
