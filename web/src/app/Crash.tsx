import type { ReactNode } from "react";
import { useRouteError } from "react-router";

/** A page's script that the server did not give: it is gone, or it was renewed since this tab was opened. */
export class NotLoaded extends Error {}

/** What stands in the place of a page that cannot be shown. `alone`: without the frame around it. */
export function Crash({ alone = false }: { alone?: boolean }) {
  const error = useRouteError();
  const said = error instanceof NotLoaded ? <Renewed /> : <Bug error={error} />;
  return alone ? <main className="page narrow stack">{said}</main> : <div className="page narrow stack">{said}</div>;
}

function Renewed() {
  return (
    <>
      <h1>This page could not be loaded</h1>
      <p>
        The server does not answer, or it has a newer version of the pages than this tab. Reload; nothing is lost by it.
      </p>
      <Reload />
    </>
  );
}

/** A bug of the page itself: what it says, and the way back. */
function Bug({ error }: { error: unknown }) {
  return (
    <>
      <h1>This page has a bug</h1>
      <p>The data is safe: pages only read it. Reload the page; if it happens again, this is the text to report.</p>
      <pre className="note-box bad anywhere">
        {error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error)}
      </pre>
      <Reload>
        <a className="button" href="/">
          Go to the models
        </a>
      </Reload>
    </>
  );
}

function Reload({ children }: { children?: ReactNode }) {
  return (
    <p className="line">
      <button type="button" className="button" onClick={() => location.reload()}>
        Reload
      </button>
      {children}
    </p>
  );
}
