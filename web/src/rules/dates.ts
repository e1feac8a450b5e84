/** Dates as people read them. In: ISO 8601 text and, for relative ones, the present moment. Nothing here reads a clock. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "just now", "5 minutes ago", "3 days ago"; after four weeks the day itself, "3 Mar 2026". */
export function relative(iso: string, now: Date): string {
  const seconds = (now.getTime() - new Date(iso).getTime()) / 1000;
  if (Number.isNaN(seconds)) return iso;
  if (seconds < -MINUTE) return seconds > -DAY ? `in ${amount(-seconds)}` : day(iso);
  if (seconds < MINUTE) return "just now";
  if (seconds < 28 * DAY) return `${amount(seconds)} ago`;
  return day(iso);
}

function amount(seconds: number): string {
  for (const [size, word] of [
    [DAY, "day"],
    [HOUR, "hour"],
    [MINUTE, "minute"],
  ] as const) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${word}${count === 1 ? "" : "s"}`;
  }
  return `${Math.max(1, Math.floor(seconds))} seconds`;
}

/** "2d ago" for pills, where room is short; after four weeks "3 Mar 26". */
export function brief(iso: string, now: Date): string {
  const seconds = (now.getTime() - new Date(iso).getTime()) / 1000;
  if (Number.isNaN(seconds)) return iso;
  if (seconds < MINUTE) return "now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  if (seconds < 28 * DAY) return `${Math.floor(seconds / DAY)} d ago`;
  return day(iso);
}

/** "3 Mar 2026", in the reader's zone. */
export function day(iso: string): string {
  return new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** "2026-03-03 14:02" in the reader's zone: for tables, sorts as it reads. */
export function absolute(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** "3 March 2026, 14:02": for sentences. */
export function spoken(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const words = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return `${words}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Both clocks, for the hover: the reader's zone and UTC. */
export function exact(iso: string, zone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const local = `${absolute(iso)}:${two(date.getSeconds())} ${zone}`;
  const utc = `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return zone === "UTC" ? utc : `${local}\n${utc}`;
}

/**
 * The first or the last second of a day in the reader's zone, with its offset: the day that is meant is the reader's, and
 * not the server's. Anything but a day is given back as it is.
 */
export function edge(text: string, which: "start" | "end"): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const clock = which === "start" ? "00:00:00" : "23:59:59";
  const offset = -new Date(`${text}T${clock}`).getTimezoneOffset();
  const size = Math.abs(offset);
  return `${text}T${clock}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** 83 → "1 min 23 s". */
export function duration(seconds: number): string {
  if (seconds < MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${Math.round(seconds % MINUTE)} s`;
  return `${Math.floor(seconds / HOUR)} h ${Math.floor((seconds % HOUR) / MINUTE)} min`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** A moment as a field for local date and time has it; empty for none. */
export function toLocalInput(iso: string | null): string {
  if (!iso) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The reverse: in UTC; null for an empty field. */
export function fromLocalInput(text: string): string | null {
  return text ? new Date(text).toISOString() : null;
}
