import { describe, expect, it } from "vitest";
import { arranged, baselineOf, handedOver, keyOf, type Row } from "./rows";
import { nameOf } from "./sorting";
import { decode, type Table, withRuns } from "./table";
import { EXAMPLE, RUN } from "./table.example";
import { tree } from "./tree";
import { DEFAULT, type View } from "./view";

const table = () => withRuns(decode(structuredClone(EXAMPLE)), [RUN]);

/** The rows as an outline: two spaces a level. */
function outline(rows: Row[], of: Table): string[] {
  return rows.map((row) => {
    if (row.kind === "group") return `${row.open ? "" : "+"}${row.group.name} ${row.shown}/${row.all}-${row.hidden}`;
    if (row.kind === "more") return `    ${row.more} more`;
    const words = `${"  ".repeat(row.level - 1)}${nameOf(of, row.row)}`;
    return `${words}${row.hidden ? ` ${row.hidden}` : ""}${row.context ? " (context)" : ""}`;
  });
}

function drawn(change: Partial<View> = {}, of = table()): string[] {
  const view = { ...DEFAULT, ...change };
  return outline(arranged(of, tree(of, view.rows), view).rows, of);
}

const ALL = [
  "Detached experiments 1/1-0",
  "  lost",
  "main 6/7-1",
  "  main",
  "    warm-lark",
  "    outer-mobs",
  "    inner-kite",
  "  ddddddd",
  "  v0",
  "dev 1/1-0",
  "  dev",
];

describe("rows", () => {
  it("are branches, their commits, and what was tried from each; the dull are away; a nested branch is no group", () => {
    expect(drawn()).toEqual(ALL);
  });

  it("have the hidden among them if asked, with the reason", () => {
    const rows = drawn({
      quick: { ...DEFAULT.quick, hidden: true },
      hidden: { commits: ["a".repeat(40)], branches: [] },
    });
    expect(rows).toContain("  old same");
    expect(rows).toContain("  v0 hand");
  });

  it("leave out a branch and a commit that were hidden by hand, and count them", () => {
    const view = { ...DEFAULT, hidden: { commits: ["8".repeat(40)], branches: ["dev"] } };
    const of = table();
    const shown = arranged(of, tree(of, "all"), view);
    expect(outline(shown.rows, of)).toEqual(
      ALL.filter((each) => !each.includes("dev") && !each.includes("kite")).map((each) =>
        each.replace("6/7-1", "5/7-2"),
      ),
    );
    expect([shown.all, shown.hidden, shown.passing.length]).toEqual([9, 3, 6]);
  });

  it("fold, and still pass", () => {
    const of = table();
    const shown = arranged(of, tree(of, "all"), { ...DEFAULT, folded: ["branch:main", "detached:"] });
    expect(outline(shown.rows, of)).toEqual(["+Detached experiments 1/1-0", "+main 6/7-1", "dev 1/1-0", "  dev"]);
    expect(shown.passing).toHaveLength(8);
    expect(drawn({ folded: [`nest:${"f".repeat(40)}`] })).toHaveLength(ALL.length - 3);
  });

  it("keep the commit above what passes the filters", () => {
    expect(drawn({ q: "kite" })).toEqual(["main 1/7-1", "  main (context)", "    inner-kite"]);
    expect(drawn({ quick: { ...DEFAULT.quick, live: true } })).toEqual([
      "main 1/7-1",
      "  main (context)",
      "    warm-lark",
    ]);
  });

  it("are sorted inside of their branch and nest, what has no value last", () => {
    const rows = drawn({ sort: [{ column: "metrics:eval.json:test.acc", desc: false }] });
    expect(rows.slice(2, 9)).toEqual([
      "main 6/7-1",
      "  v0",
      "  ddddddd",
      "  main",
      "    warm-lark",
      "    inner-kite",
      "    outer-mobs",
    ]);
  });

  it("are sorted across commits and branches when flat", () => {
    expect(drawn({ flat: true, sort: [{ column: "metrics:eval.json:test.acc", desc: true }] })).toEqual([
      "outer-mobs",
      "main",
      "inner-kite",
      "dev",
      "ddddddd",
      "v0",
      "warm-lark",
      "lost",
    ]);
  });

  it("are only heads, or only first parents, if asked", () => {
    expect(drawn({ rows: "heads" }).filter((each) => !each.startsWith("    "))).toEqual([
      "Detached experiments 1/1-0",
      "  lost",
      "main 4/4-0",
      "  main",
      "dev 1/1-0",
      "  dev",
    ]);
    const merged = structuredClone(EXAMPLE);
    merged.commits.parents[2] = [5, 4];
    const of = decode(merged);
    expect(drawn({}, of)).toContain("dev 1/1-0");
    expect(drawn({ rows: "firstparent" }, of).slice(-3)).toEqual(["dev 2/2-0", "  dev", "  ddddddd"]);
  });

  it("of a long nest end in the number of those that are left", () => {
    const long = structuredClone(EXAMPLE);
    for (let at = 0; at < 10; at++) {
      long.experiments.push({ commit: 1, baseline: 2, baseline_id: "", name: `e${at}`, ref: "" });
    }
    const of = decode(long);
    expect(drawn({}, of)).toContain("    4 more");
    expect(drawn({ unfolded: [`nest:${"f".repeat(40)}`] }, of).join()).not.toContain("more");
  });

  it("that are on no branch have a place of their own", () => {
    const loose = structuredClone(EXAMPLE);
    loose.branches = [];
    expect(drawn({}, decode(loose)).slice(2, 4)).toEqual(["On no branch 6/7-1", "  main"]);
  });

  it("have keys of their own", () => {
    const of = table();
    const keys = arranged(of, tree(of, "all"), DEFAULT).rows.map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

it("takes the default branch's head for the baseline, unless there is another", () => {
  expect(baselineOf(table(), DEFAULT)).toBe(2);
  expect(baselineOf(table(), { ...DEFAULT, baseline: "e".repeat(40) })).toBe(3);
  expect(baselineOf(table(), { ...DEFAULT, baseline: "gone" })).toBe(2);
});

it("says of an experiment what was said of the run before it was pushed", () => {
  const of = table();
  const [running, pushed] = [`live:${RUN.baseline}:${RUN.name}`, `live:${"f".repeat(40)}:outer-mobs`];
  const same = { ...DEFAULT, plotted: ["", running], selected: [running, "primary", "live:nobody"] };
  expect(handedOver(of, same)).toBe(same);
  const before = { ...same, plotted: [pushed, running], hidden: { commits: [pushed], branches: ["old"] } };
  const after = handedOver(of, before);
  expect(after.plotted).toEqual(["7".repeat(40), running]);
  expect(after.hidden).toEqual({ commits: ["7".repeat(40)], branches: ["old"] });
  expect(after.selected).toBe(before.selected);
  expect(handedOver(of, { ...DEFAULT, plotted: ["live:r1", running] }).plotted).toEqual([running, ""]);
});
