/** What a commit is called by its branches and tags. Tags of the registry tell of models: versions are said apart, stages not. */

const VERSION = /^(.+)@(v\d+\.\d+\.\d+[^#!@]*)(?:#\d+)?$/;
/** A stage, or something taken back: `churn#prod#3`, `churn@v1.0.0!#4`, `churn@deprecated`. */
const OTHER = /^.+(?:#[^#]+|@v\d+\.\d+\.\d+[^#]*!|@deprecated)(?:#\d+)?$/;

export interface Called {
  /** Branches and plain tags. */
  names: string[];
  /** Registered versions: "churn v1.2.0". */
  versions: string[];
}

export function called(refs: readonly string[], branches: ReadonlySet<string>): Called {
  const names: string[] = [];
  const versions: string[] = [];
  for (const ref of refs) {
    const version = branches.has(ref) ? null : VERSION.exec(ref);
    // In a tag the folder of an artifact ends with `=`, for which people write `:`.
    if (version) versions.push(`${version[1]?.replace("=", ":")} ${version[2]}`);
    else if (branches.has(ref) || !OTHER.test(ref)) names.push(ref);
  }
  return { names, versions };
}

/** A ref as people call it: a branch, a tag or an experiment by its name. */
export function refName(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, "").replace(/^refs\/exps\/[^/]+\/[^/]+\//, "");
}
