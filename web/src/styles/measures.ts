/** What the code has to know of sizes; the tokens of the same names say the same, and a test compares them. */
export const ROW = 28;
/** One band of the experiments table's header. */
export const BAND = 24;
