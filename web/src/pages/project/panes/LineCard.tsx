import { type ReactNode, useId, useState } from "react";
import { Dialog } from "../../../parts/Dialog";
import type { Item } from "../../../parts/Menu";
import { UNSMOOTHED } from "../../../rules/lines";
import type { ChartSetting } from "../../../rules/panels";
import { linesCsv, linesSpec } from "../../../rules/specs";
import { number } from "../../../rules/values";
import { ChartCard, type Moves } from "./ChartCard";
import { fileName, save, saveText } from "./chartFiles";
import { type ChartLine, LineChart, type LineChartProps } from "./LineChart";
import { useColours } from "./useColours";

type Drawn = Pick<LineChartProps, "lines" | "xLabel" | "yLabel" | "dots" | "marked" | "xText" | "yText" | "onPick">;

/** A chart of lines in its card: logarithmic axes, smoothing, saving. */
export function LineCard({
  title,
  under,
  chart,
  setting,
  onSetting,
  smoothing = false,
  linear = false,
  moves,
  more = [],
  problems,
}: {
  title: string;
  under?: ReactNode;
  chart: Drawn;
  setting: ChartSetting;
  onSetting: (change: ChartSetting) => void;
  smoothing?: boolean;
  /** The x axis is places in an order, of which no logarithm is taken. */
  linear?: boolean;
  moves?: Moves | undefined;
  /** Further things to do with it. */
  more?: Item[];
  problems?: ReactNode;
}) {
  const colours = useColours();
  const [json, setJson] = useState(false);
  const { lines, xLabel, yLabel, dots, xText, yText } = chart;
  const spec = () =>
    linesSpec(
      lines.map((line) => ({ ...line, colour: colours.rows[line.colour] ?? colours.ink })),
      { title, xLabel, yLabel, dots, xText, yText, setting },
    );
  const picture = async (kind: "svg" | "png") => {
    const { picture: draw } = await import("./vega");
    save(fileName(title, kind), await draw(spec(), colours, kind));
  };
  const tick = (on: boolean | undefined, text: string) => `${on ? "✓ " : ""}${text}`;
  const items: Item[] = [
    { id: "logy", text: tick(setting.logY, "Logarithmic y"), act: () => onSetting({ logY: !setting.logY }) },
    ...(linear
      ? []
      : [{ id: "logx", text: tick(setting.logX, "Logarithmic x"), act: () => onSetting({ logX: !setting.logX }) }]),
    "rule",
    { id: "svg", text: "Save as SVG", act: () => void picture("svg") },
    { id: "png", text: "Save as PNG", act: () => void picture("png") },
    {
      id: "csv",
      text: "Save the points as CSV",
      act: () => saveText(fileName(title, "csv"), linesCsv(chart), "text/csv"),
    },
    { id: "json", text: "Show as JSON", act: () => setJson(true) },
    ...(more.length > 0 ? (["rule", ...more] as Item[]) : []),
  ];
  return (
    <ChartCard
      title={title}
      under={under}
      items={items}
      moves={moves}
      legend={<Legend lines={lines} />}
      foot={smoothing && <Smooth value={setting.smooth ?? UNSMOOTHED} onChange={(smooth) => onSetting({ smooth })} />}
    >
      {(height) => (
        <>
          {problems}
          <LineChart title={title} setting={setting} height={height} {...chart} />
          {json && <AsJson title={title} value={spec()} onClose={() => setJson(false)} />}
        </>
      )}
    </ChartCard>
  );
}

/** Which line is which, where the rows' chips are out of sight. */
function Legend({ lines }: { lines: readonly ChartLine[] }) {
  const named = [...new Map(lines.map((line) => [line.label, line])).values()];
  return (
    <ul className="row-chips" aria-label="Lines in this chart">
      {named.map(({ label, colour }) => (
        <li key={label}>
          <span className="row-chip" data-row-colour={colour < 0 ? undefined : colour}>
            <span className="swatch" aria-hidden="true" />
            <span className="cut mono" title={label}>
              {label}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The slider of DVC's template `linear`: how much of the line each point of the curve looks at. */
function Smooth({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const id = useId();
  return (
    <div className="line slider">
      <label htmlFor={id}>smooth</label>
      <input
        id={id}
        type="range"
        min={UNSMOOTHED}
        max={1}
        step={0.001}
        value={value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <output htmlFor={id} className="mono small">
        {number(value)}
      </output>
    </div>
  );
}

export function AsJson({ title, value, onClose }: { title: string; value: unknown; onClose: () => void }) {
  return (
    <Dialog title={title} under="As a Vega-Lite specification" onClose={onClose} wide>
      <div className="dialog-body">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className="as-json" tabIndex={0}>
          {JSON.stringify(value, null, 2).slice(0, 200_000)}
        </pre>
      </div>
    </Dialog>
  );
}
