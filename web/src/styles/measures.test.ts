import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROW } from "./measures";

it("agrees with the tokens", () => {
  expect(readFileSync(join(import.meta.dirname, "tokens.css"), "utf8")).toContain(`--row: ${ROW}px;`);
});
