import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BAND, ROW } from "./measures";

it("agrees with the tokens", () => {
  const tokens = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
  expect(tokens).toContain(`--row: ${ROW}px;`);
  expect(tokens).toContain(`--grid-band: ${BAND}px;`);
});
