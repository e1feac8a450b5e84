import type { ReactNode } from "react";
import { Mark } from "../parts/Icon";

/** A page that stands outside: one thing to do, in the middle. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <div className="panel stack">
        <p className="line logo">
          <Mark /> Studio
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
