/** The part of vega-statistics that is used here; the package comes without types. */
declare module "vega-statistics" {
  /** Local regression as Vega's `loess` transform computes it: [x, y] of the curve, ascending in x. */
  export function regressionLoess<T>(
    data: readonly T[],
    x: (datum: T) => number,
    y: (datum: T) => number,
    bandwidth: number,
  ): [number, number][];
}
