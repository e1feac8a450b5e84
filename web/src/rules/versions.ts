/** Semantic versions: order only. What may be a version is the server's to say. */

import type { Version } from "../api/types";
import { shortId } from "./values";

/** Those that a tag speaks of. A commit whose files merely name the artifact is not worth a line. */
export function tagged(versions: readonly Version[]): Version[] {
  return versions.filter((each) => each.registered || each.stages.length > 0);
}

/** What a version is called on the page: its number, or the beginning of its commit where it has none. */
export function called(version: string): string {
  return /^[0-9a-f]{40,64}$/.test(version) ? shortId(version) : version;
}

interface Parts {
  numbers: number[];
  before: string[];
}

function parse(version: string): Parts | null {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(version);
  if (!match) return null;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], before: match[4]?.split(".") ?? [] };
}

/** Negative: `a` is lower. Nothing is lower than anything; what is no version is lower than what is. */
export function compareVersions(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return left ? 1 : right ? -1 : a.localeCompare(b);
  for (let i = 0; i < 3; i++) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePrerelease(left.before, right.before);
}

function comparePrerelease(a: string[], b: string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length === 0 ? 0 : a.length === 0 ? 1 : -1;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (left === right) continue;
    const [leftNumber, rightNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (leftNumber && rightNumber) return Number(left) - Number(right);
    if (leftNumber !== rightNumber) return leftNumber ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
