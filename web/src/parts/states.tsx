/** What a page shows when there is nothing, not yet, or something went wrong. */

import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { Link, useLocation } from "react-router";
import { Refusal } from "../api/client";
import type { Failure } from "../api/types";
import { sentence } from "../rules/words";
import { Icon, type IconName } from "./Icon";
import { Time } from "./Time";

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
      {action}
    </div>
  );
}

export function Note({
  kind = "plain",
  icon,
  title,
  children,
}: {
  kind?: "plain" | "bad" | "warn" | "good";
  icon?: IconName;
  title?: ReactNode;
  children?: ReactNode;
}) {
  const shown = icon ?? (kind === "good" ? "check" : kind === "plain" ? undefined : "warn");
  return (
    <div className={kind === "plain" ? "note-box" : `note-box ${kind}`} role={kind === "bad" ? "alert" : undefined}>
      {shown && <Icon name={shown} />}
      <div className="stack grow anywhere">
        {title && <p className="what">{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** Whatever a question to the server came back with: what, why, what to do, and trying again. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const { pathname, search } = useLocation();
  const known = error instanceof Refusal ? error : new Refusal({ code: "page", title: String(error), status: 0 });
  // The sign-in page itself is told of a wrong password in the same words as any other trouble.
  if (known.status === 401 && pathname !== "/sign-in") {
    return (
      <Empty
        title="Sign in to see this"
        action={
          <Link className="button primary" to={`/sign-in?to=${encodeURIComponent(pathname + search)}`}>
            Sign in
          </Link>
        }
      >
        <p>{sentence(known.message)}</p>
      </Empty>
    );
  }
  return (
    <Note kind="bad" title={sentence(known.message)}>
      {known.hint && <p>{sentence(known.hint)}</p>}
      <p className="small soft line wrap">
        <code>{known.code}</code>
        {retry && (
          <Button className="button small" onPress={retry}>
            <Icon name="refresh" /> Try again
          </Button>
        )}
      </p>
    </Note>
  );
}

/** A failure in the background, as the server recorded it. */
export function Failed({ failure, children }: { failure: Failure; children?: ReactNode }) {
  return (
    <Note kind="bad" title={sentence(failure.message)}>
      {failure.hint && <p>{sentence(failure.hint)}</p>}
      <p className="small soft line wrap">
        <code>{failure.code}</code>
        {failure.at && <Time at={failure.at} />}
      </p>
      {children}
    </Note>
  );
}

/** Lines where text will be. It stays away for 300 ms, so that quick answers don't flicker. */
export function Skeleton({ lines = 3, label = "Loading" }: { lines?: number; label?: string }) {
  const widths = ["w80", "w60", "w40", "w60", "w20"];
  return (
    <div className="stack late" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={`skeleton ${widths[index % widths.length]}`} />
      ))}
    </div>
  );
}
