import { afterEach, expect, it, vi } from "vitest";
import { present, subscribe } from "./clock";

afterEach(() => {
  vi.useRealTimers();
});

it("goes on while it is read, and is right again for whoever comes after a while", () => {
  vi.useFakeTimers({ now: new Date("2026-03-03T14:00:00Z") });
  const told = vi.fn();
  const stop = subscribe(told);
  expect(present().toISOString()).toBe("2026-03-03T14:00:00.000Z");
  vi.advanceTimersByTime(30_000);
  expect(told).toHaveBeenCalledTimes(1);
  expect(present().toISOString()).toBe("2026-03-03T14:00:30.000Z");
  stop();
  vi.advanceTimersByTime(600_000);
  const again = subscribe(told);
  expect(present().toISOString()).toBe("2026-03-03T14:10:30.000Z");
  again();
});
