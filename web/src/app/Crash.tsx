import { useRouteError } from "react-router";

/** A bug of the page itself: what it says, and the way back. */
export function Crash() {
  const error = useRouteError();
  return (
    <main className="page narrow stack">
      <h1>This page has a bug</h1>
      <p>The data is safe: pages only read it. Reload the page; if it happens again, this is the text to report.</p>
      <pre className="note-box bad anywhere">
        {error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error)}
      </pre>
      <p>
        <a className="button" href="/">
          Go to the models
        </a>
      </p>
    </main>
  );
}
