/** Pictures of a plot that rows logged, one or one a step. */

export interface Picture {
  path: string;
  step: number | null;
  url: string;
}

/** All steps that any row has, ascending; none for pictures without steps. */
export function steps(images: Readonly<Record<string, readonly Picture[]>>): number[] {
  const all = new Set<number>();
  for (const pictures of Object.values(images)) for (const { step } of pictures) if (step !== null) all.add(step);
  return [...all].sort((a, b) => a - b);
}

/** A row's picture at a step: the newest up to it, for a row that logs less often; else its first. */
export function pictureAt(pictures: readonly Picture[], step: number | null): Picture | null {
  const sorted = [...pictures].sort((a, b) => (a.step ?? -1) - (b.step ?? -1));
  if (step === null) return sorted.at(-1) ?? null;
  return sorted.findLast((each) => (each.step ?? -1) <= step) ?? sorted[0] ?? null;
}
