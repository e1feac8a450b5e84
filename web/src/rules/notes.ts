/** Notes on commits, as `git notes` keeps them. */

const REF = "refs/notes/commits";

/** What to type in a clone for the same: fetch what others wrote (the star, so that there may be none yet), write, push. An empty text takes the note away. */
export function noteCommand(commit: string, text: string): string {
  const said = text.trim();
  const write = said ? `git notes add -f -m ${inShell(said)} ${commit}` : `git notes remove ${commit}`;
  return [`git fetch origin '${REF}*:${REF}*'`, write, `git push origin ${REF}`].join("\n");
}

/** A word that a POSIX shell takes for one, whatever is in it. */
export function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
