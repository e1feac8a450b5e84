import { expect, it } from "vitest";
import { edge } from "./dates";
import { exportPath, isFiltered, readFilter } from "./feedFilter";

it("asks only for what the address says, and leaves out what is no filter", () => {
  const url = new URLSearchParams(
    "q=churn&event=assignment&event=nonsense&since=2026-01-01&until=2026-1&team=x&stage=",
  );
  expect(readFilter(url)).toEqual({
    model: "churn",
    event: ["assignment"],
    since: edge("2026-01-01", "start"),
    team: "x",
  });
});

it("exports what is shown", () => {
  expect(exportPath({ model: "a b", event: ["assignment", "registration"] }, "csv")).toBe(
    "/api/events/export?format=csv&model=a+b&event=assignment&event=registration",
  );
});

it("takes the chosen team for no filter of the page's own", () => {
  expect(isFiltered({ team: "x" })).toBe(false);
  expect(isFiltered({ team: "x", stage: "prod" })).toBe(true);
});
