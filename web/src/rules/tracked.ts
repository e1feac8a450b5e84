/** The data of a commit that DVC keeps outside of Git: how large, and where what was imported comes from. */

import { bytes } from "./cells";
import { count } from "./values";

export interface Tracked {
  path: string;
  /** "14.4 MB", "2 files, 8.44 MB"; null where nobody wrote it down. */
  size: string | null;
  hash: string | null;
  origin: Origin | null;
}

export interface Origin {
  /** A repository's address, or that of the data themselves. */
  url: string;
  /** In the repository; null for data imported by their own address. */
  path: string | null;
  /** What was asked for of the repository; null for its newest commit. */
  rev: string | null;
  /** The commit that it was. */
  commit: string | null;
}

/** In the order of their paths. `outs` and `imports`: as the values of a commit have them. */
export function tracked(
  outs: Readonly<Record<string, unknown>>,
  imports: Readonly<Record<string, unknown>>,
): Tracked[] {
  return [...new Set([...Object.keys(outs), ...Object.keys(imports)])].sort().map((path) => {
    const out = object(outs[path]);
    const from = path in imports ? object(imports[path]) : null;
    const url = from && text(from.url);
    return {
      path,
      size: sizeOf(out) ?? sizeOf(from ?? {}),
      hash: text(out.hash) ?? text(from?.hash),
      origin: url ? { url, path: text(from.path), rev: text(from.rev), commit: text(from.rev_lock) } : null,
    };
  });
}

/** "get-started/data.xml of https://git.example.com/data at v1 (f59388c)". */
export function originWords({ url, path, rev, commit }: Origin): string {
  const short = commit?.slice(0, 7);
  const at = rev && short && rev !== commit ? `${rev} (${short})` : (short ?? rev);
  return [path ? `${path} of ${url}` : url, at].filter(Boolean).join(" at ");
}

function sizeOf({ size, nfiles }: Record<string, unknown>): string | null {
  const parts = [typeof nfiles === "number" && count(nfiles, "file"), typeof size === "number" && bytes(size)].filter(
    Boolean,
  );
  return parts.length > 0 ? parts.join(", ") : null;
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
