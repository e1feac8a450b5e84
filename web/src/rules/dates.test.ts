import { describe, expect, it } from "vitest";
import { absolute, brief, duration, edge, exact, fromLocalInput, relative, spoken, toLocalInput } from "./dates";

const now = new Date("2026-03-03T14:02:00Z");

describe("dates", () => {
  it.each([
    ["2026-03-03T14:01:30Z", "just now"],
    ["2026-03-03T14:01:00Z", "1 minute ago"],
    ["2026-03-03T12:02:00Z", "2 hours ago"],
    ["2026-02-20T14:02:00Z", "11 days ago"],
    ["2026-01-01T12:00:00Z", "1 Jan 2026"],
    ["2026-03-03T14:32:00Z", "in 30 minutes"],
    ["not a date", "not a date"],
  ])("%s is %s", (iso, words) => {
    expect(relative(iso, now)).toBe(words);
  });

  it("says less where room is short", () => {
    expect(brief("2026-03-01T14:02:00Z", now)).toBe("2 d ago");
    expect(brief("2026-03-03T13:40:00Z", now)).toBe("22 min ago");
  });

  it("keeps the moment whatever offset it was recorded under", () => {
    expect(absolute("2026-03-03T14:02:00+02:00")).toBe(absolute("2026-03-03T12:02:00Z"));
    expect(exact("2026-03-03T14:02:05+02:00", "UTC")).toBe("2026-03-03 12:02:05 UTC");
    expect(exact("2026-03-03T14:02:05+02:00", "Europe/Berlin")).toContain("2026-03-03 12:02:05 UTC");
  });

  it("has a form for sentences", () => {
    expect(spoken("2026-03-03T14:02:00Z")).toMatch(/^[34] March 2026, \d\d:\d\d$/);
    expect(duration(83)).toBe("1 min 23 s");
  });

  it("fills a field for local date and time and reads it", () => {
    expect(fromLocalInput(toLocalInput("2026-03-01T09:15:00+00:00"))).toBe("2026-03-01T09:15:00.000Z");
    expect(toLocalInput("2026-03-01T09:15:37Z")).toMatch(/^2026-0[23]-\d\dT\d\d:\d\d$/);
    expect([toLocalInput(null), fromLocalInput("")]).toEqual(["", null]);
  });

  it("means the reader's day, whatever the server's zone", () => {
    const end = edge("2026-03-01", "end");
    expect(end).toMatch(/^2026-03-01T23:59:59[+-]\d\d:\d\d$/);
    expect(new Date(end).getTime() - new Date(edge("2026-03-01", "start")).getTime()).toBe(86_399_000);
    expect(new Date(end).getDate()).toBe(1);
    expect(edge("2026-03-01T10:00:00Z", "end")).toBe("2026-03-01T10:00:00Z");
  });
});
