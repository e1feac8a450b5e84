import type { ReactNode } from "react";
import { Link } from "react-router";
import { stageHue } from "../rules/stageHue";

/** A pill in the stage's own colour. */
export function StagePill({
  stage,
  to,
  title,
  children,
}: {
  stage: string;
  to?: string;
  title?: string;
  children?: ReactNode;
}) {
  const content = children ?? <span className="cut">{stage}</span>;
  return to === undefined ? (
    <span className="stage" data-hue={stageHue(stage)} title={title}>
      {content}
    </span>
  ) : (
    <Link className="stage" data-hue={stageHue(stage)} title={title} to={to}>
      {content}
    </Link>
  );
}

/** The stage's name with its dot, as a heading. */
export function StageName({ stage }: { stage: string }) {
  return (
    <span className="line" data-hue={stageHue(stage)}>
      <span className="stage-dot" aria-hidden="true" />
      <span className="stage-name cut">{stage}</span>
    </span>
  );
}
