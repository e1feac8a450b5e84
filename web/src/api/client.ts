/** Asking the server. Whatever goes wrong is a `Refusal`: a code, a sentence, a next step. */

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

type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

export interface Asked {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  headers: Headers;
}

export async function ask<T>(method: string, path: string, asked: Asked = {}): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path + search(asked.query), {
      method,
      headers: {
        Accept: "application/json",
        ...(asked.body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: asked.body === undefined ? null : JSON.stringify(asked.body),
      signal: asked.signal ?? null,
      credentials: "same-origin",
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Refusal({
      code: "server-unreachable",
      title: "the server does not answer",
      status: 0,
      hint: "check that gto studio is running and that the network is up, then try again",
    });
  }
  if (!response.ok) throw await refusal(response);
  const text = await response.text();
  return { data: (text === "" ? undefined : JSON.parse(text)) as T, headers: response.headers };
}

async function refusal(response: Response): Promise<Refusal> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
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

function search(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined || value === "") continue;
    if (Array.isArray(value)) for (const each of value) parameters.append(key, each);
    else parameters.append(key, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}
