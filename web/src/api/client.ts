/** Asking the server. Whatever goes wrong is a `Refusal`: a code, a sentence, a next step. */

import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { Problem } from "./types";

export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string | null;
  readonly fields: Record<string, string>;

  constructor(problem: Pick<Problem, "code" | "title" | "status"> & Partial<Problem>) {
    super(problem.detail ? `${problem.title}: ${problem.detail}` : problem.title);
    this.code = problem.code;
    this.status = problem.status;
    this.hint = problem.hint ?? null;
    this.fields = problem.fields ?? {};
  }
}

/** Typed by the server's own description: an address or a parameter that it does not have is an error of types. */
export const server = createClient<paths>({ credentials: "same-origin", headers: { Accept: "application/json" } });

server.use({
  async onResponse({ response }) {
    if (!response.ok) throw await refusal(response);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    return new Refusal({
      code: "server-unreachable",
      title: "the server does not answer",
      status: 0,
      hint: "check that gto studio is running and that the network is up, then try again",
    });
  },
});

/** The body of a good answer. A bad one was thrown before it came here. */
export async function body<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T;
}

export async function refusal(response: Response): Promise<Refusal> {
  try {
    const problem = (await response.clone().json()) as Partial<Problem>;
    if (typeof problem.title === "string" && typeof problem.code === "string") {
      return new Refusal({ ...problem, code: problem.code, title: problem.title, status: response.status });
    }
  } catch {
    // Not ours: a proxy's page, or nothing at all. Its status is what is known.
  }
  return new Refusal({
    code: `http-${response.status}`,
    title: `the server answered ${response.status} ${response.statusText}`.trim(),
    status: response.status,
    hint: "what stands between this page and Studio may have answered in its place",
  });
}

/** Where the next page of a list is: the parameters of the header `Link`, or null on the last page. */
export function nextPage(link: string | null): URLSearchParams | null {
  const part = link?.split(",").find((each) => /rel="?next"?/.test(each));
  const address = part && /<([^>]*)>/.exec(part)?.[1];
  return address ? new URL(address, "http://studio").searchParams : null;
}
