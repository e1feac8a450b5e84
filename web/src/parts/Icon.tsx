/** Our own small set, drawn on a grid of 16. An icon never speaks alone: it is hidden from screen readers. */

const PATHS = {
  tag: "M2.5 2.5h5l6 6-5 5-6-6zM5.5 5.5h.01",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14",
  plus: "M8 3v10M3 8h10",
  down: "m4 6 4 4 4-4",
  right: "m6 4 4 4-4 4",
  dots: "M8 3.5h.01M8 8h.01M8 12.5h.01",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  check: "m3 8.5 3.5 3.5L13 4.5",
  cross: "m4 4 8 8M12 4l-8 8",
  branch:
    "M4.5 5v6M4.5 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4.5 14a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11.5 6.5c0 3-7 1.5-7 4.5",
  folder: "M2 12.5v-9h4l1.5 2H14v7z",
  commit: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2 8h3.5M10.5 8H14",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6",
  out: "M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5",
  warn: "M8 2.5 14 13H2zM8 6.5v3M8 11.3h.01",
  refresh: "M13 5.5A5.5 5.5 0 1 0 13.5 9M13.5 2.5v3.2h-3.2",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  person: "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM3 13.5c.5-2.6 2.4-4 5-4s4.5 1.4 5 4",
  up: "M8 13V3M4 7l4-4 4 4",
  fall: "M8 3v10M4 9l4 4 4-4",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  lock: "M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  globe: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8h12M8 2c3.5 3.6 3.5 8.4 0 12M8 2c-3.5 3.6-3.5 8.4 0 12",
  arrows: "M5 3 2.5 5.5 5 8M2.5 5.5h8M11 8l2.5 2.5L11 13M13.5 10.5h-8",
  down_out: "M8 2.5v7M5 7l3 3 3-3M3 13h10",
  half: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12",
  spin: "M8 2a6 6 0 1 1-5.2 3",
  minus: "M3 8h10",
  sink: "M8 3v8M4.5 8 8 11.5 11.5 8",
  chart: "M2.5 2.5v11h11M5 10l2.5-3.5 2 2L13 4.5",
  eye: "M2 3l12 10M4 5.2C2.8 6.1 2 7.3 1.6 8c1 1.8 3.2 4.3 6.4 4.3 1 0 1.900-.2 2.700-.6M6.500 3.900A6 6 0 0 1 8 3.700c3.200 0 5.400 2.500 6.400 4.300a9 9 0 0 1-1.700 2.200",
  delta: "M8 3 13.5 13h-11z",
  same: "M3 6h10M3 10h10M11 3 5 13",
  pin: "M6 2.500h4M6.500 2.500v4L4.500 9h7l-2-2.500v-4M8 9v4.500",
  save: "M3 3h8l2 2v8H3zM5.500 3v3.500h4V3M5.500 13V9.500h5V13",
  flat: "M2.500 4h11M2.500 8h11M2.500 12h11",
  rise: "M8 13V5M4.5 8 8 4.5 11.5 8",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
  dockRight: "M2.5 3h11v10h-11zM9.8 3v10",
  dockBottom: "M2.5 3h11v10h-11zM2.5 9.5h11",
  expand: "M9.5 2.5h4v4M13.5 2.5l-4.5 4.5M6.5 13.5h-4v-4M2.5 13.5 7 9",
  note: "M3 2.5h10v7.500l-3.500 3.500H3zM13 10H9.500v3.500M5.500 5.500h5M5.500 8h3",
  box: "M2.5 5 8 2.5 13.5 5v6L8 13.5 2.5 11zM2.5 5 8 7.5 13.5 5M8 7.5v6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, spinning = false }: { name: IconName; spinning?: boolean }) {
  return (
    <svg
      className={spinning ? "icon spinning" : "icon"}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "dots" || name === "grip" ? 2.4 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of the product. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="currentColor">
      <path
        fillRule="evenodd"
        d="M4 3h8.2c.7 0 1.4.3 1.9.8l7.1 7.1a2.7 2.7 0 0 1 0 3.8l-6.5 6.5a2.7 2.7 0 0 1-3.8 0l-7.1-7.1A2.7 2.7 0 0 1 3 12.2V4a1 1 0 0 1 1-1Zm4.4 3.4a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z"
      />
    </svg>
  );
}
