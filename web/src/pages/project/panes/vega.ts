/** Vega, loaded when the first chart needs it. Expressions are interpreted, for nothing is ever evaluated here. */

import type { Loader } from "vega";
import embed, { type Result, vega } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import type { Spec } from "../../../rules/specs";
import type { Colours } from "./useColours";

/** A template comes out of a repository: it may show its data and ask nobody for anything. */
const refusing: Loader = {
  load: (address) => Promise.reject(new Error(`charts load nothing from elsewhere: ${address}`)),
  sanitize: (address) => Promise.reject(new Error(`charts lead nowhere: ${address}`)),
  http: () => Promise.reject(new Error("charts load nothing from elsewhere")),
  file: () => Promise.reject(new Error("charts load nothing from elsewhere")),
};

export function draw(element: HTMLElement, spec: object, colours: Colours): Promise<Result> {
  return embed(element, spec as never, {
    ast: true,
    expr: expressionInterpreter,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true, theme: "custom" },
    loader: refusing,
    renderer: "canvas",
    logLevel: vega.Error,
    config: looks(colours),
  });
}

const ROWS = "rows";

/** A chart to which points can be added while it is looked at; `put` takes the place of what was put before. */
export async function drawGrowing(element: HTMLElement, spec: Spec, colours: Colours) {
  const data = spec.data as Spec | undefined;
  const name = typeof data?.name === "string" ? data.name : ROWS;
  const made = await draw(element, data ? { ...spec, data: { ...data, name } } : spec, colours);
  let before = new Set<object>();
  const put = async (points: readonly object[]) => {
    const now = points.map((point) => ({ ...point }));
    const change = vega.changeset().remove((datum: object) => before.has(datum));
    before = new Set(now);
    await made.view.change(name, change.insert(now)).runAsync();
  };
  return { put, finalize: () => made.finalize() };
}

/** The picture of a specification, for saving. */
export async function picture(spec: object, colours: Colours, kind: "svg" | "png"): Promise<Blob> {
  const aside = document.createElement("div");
  const { view, finalize } = await draw(aside, sized(spec), colours);
  try {
    if (kind === "svg") return new Blob([await view.toSVG()], { type: "image/svg+xml" });
    const canvas = (await view.toCanvas(2)) as unknown as HTMLCanvasElement;
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too big"))), "image/png"),
    );
  } finally {
    finalize();
  }
}

/** Off screen there is no container to be as wide as. */
function sized(spec: object): object {
  return (spec as { width?: unknown }).width === "container" ? { ...spec, width: 720, height: 400 } : spec;
}

function looks(colours: Colours) {
  return {
    background: colours.ground,
    font: colours.font,
    title: { color: colours.ink, subtitleColor: colours.soft },
    axis: {
      labelColor: colours.soft,
      titleColor: colours.soft,
      gridColor: colours.line,
      domainColor: colours.line,
      tickColor: colours.line,
      titleFontWeight: "normal" as const,
    },
    header: { labelColor: colours.ink, titleColor: colours.soft },
    legend: { labelColor: colours.ink, titleColor: colours.soft, orient: "bottom" as const },
    view: { stroke: colours.line },
    text: { color: colours.ink },
    mark: { color: colours.accent },
    range: { category: colours.rows },
  };
}
