/** What the forms of a model hold → what the server is asked to write about it. */

import type { Annotation, Me } from "../api/types";

/** Paths are as people see them: from the root of the repository, or an address of storage. */
export interface ModelFields {
  /** Without the folder of its dvc.yaml. */
  name: string;
  path: string;
  type: string;
  description: string;
  /** Separated by commas. */
  labels: string;
  /** The dvc.yaml or artifacts.yaml that names it; empty: the one at the root. */
  file: string;
}

/** "models/churn-v2.tar.gz" → "churn-v2": what a model is called unless somebody says otherwise. */
export function nameFromPath(path: string): string {
  const last =
    path
      .replace(/[/\\]+$/, "")
      .split("/")
      .at(-1) ?? "";
  return last
    .replace(/\.[A-Za-z]\w*(\.(gz|bz2|xz|zip))?$/, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "");
}

/** The name by which the registry knows it: that of a dvc.yaml in a folder begins with the folder. */
export function fullName(name: string, file: string): string {
  const folder = folderOf(file);
  return folder === "" || !isDvc(file) ? name : `${folder}:${name}`;
}

/** "a, b,,a" → ["a", "b"]. */
export function readLabels(text: string): string[] {
  const labels = text.split(",").map((label) => label.trim());
  return [...new Set(labels.filter((label) => label !== ""))];
}

/** Where a model of cloud storage is to be in the repository: "s3://bucket/a/net.onnx" → "models/net.onnx". */
export function placeOf(address: string, folder: string): string {
  const last =
    address
      .trim()
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
      .split("/")
      .at(-1) ?? "";
  const above = folder.trim().replace(/^\.?\/+|\/+$/g, "");
  return above === "" ? last : `${above}/${last}`;
}

/** What adding a model asks for. One in cloud storage is imported into a folder, without its bytes. */
export function addition(fields: ModelFields, folder = "models") {
  const file = fields.file.trim().replace(/^\.?\/+/, "");
  const said = fields.path.trim();
  const url = isAddress(said) ? said : null;
  return {
    action: "annotate" as const,
    artifact: fullName(fields.name.trim(), file),
    type: fields.type.trim() || null,
    path: fromFile(url === null ? said : placeOf(url, folder), file),
    description: fields.description.trim() || null,
    labels: readLabels(fields.labels),
    file: file || null,
    must_be_new: true,
    url,
  };
}

/** What the form of a model shows that is there already. */
export function fieldsOf(name: string, annotation: Annotation): ModelFields {
  return {
    name,
    path: annotation.location ?? annotation.path ?? "",
    type: annotation.type ?? "",
    description: annotation.description,
    labels: annotation.labels.join(", "),
    file: annotation.source,
  };
}

/** What changing a model asks for: what the form leaves as it was is not spoken of. Null: nothing was changed. */
export function alteration(name: string, annotation: Annotation, fields: ModelFields) {
  const before = fieldsOf(name, annotation);
  const changed = (field: keyof ModelFields) => fields[field].trim() !== before[field].trim();
  const labels = readLabels(fields.labels);
  const relabelled = labels.join("\n") !== annotation.labels.join("\n");
  if (!relabelled && !(["path", "type", "description"] as const).some(changed)) return null;
  return {
    action: "annotate" as const,
    artifact: name,
    type: changed("type") ? fields.type.trim() : null,
    path: changed("path") ? fromFile(fields.path.trim(), annotation.source) : null,
    description: changed("description") ? fields.description.trim() : null,
    labels: relabelled ? labels : null,
    file: annotation.source,
    must_be_new: false,
  };
}

/** A path from the root as the file that names the model has it: seen from the folder of its dvc.yaml. */
function fromFile(path: string, file: string): string {
  if (path === "" || isAddress(path) || path.startsWith("/") || !isDvc(file)) return path;
  const from = folderOf(file).split("/").filter(Boolean);
  const to = path.replace(/^\.\//, "").split("/").filter(Boolean);
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}

export function isAddress(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash < 0 ? "" : file.slice(0, slash);
}

function isDvc(file: string): boolean {
  return file === "" || file.endsWith("dvc.yaml");
}

/** Whether somebody may write to what belongs to a team. */
export function mayWrite(me: Me | undefined, team: string): boolean {
  if (!me) return false;
  const role = me.teams.find(({ id }) => id === team)?.role;
  return me.mode === "local" || me.is_server_admin || (role !== undefined && role !== "viewer");
}
