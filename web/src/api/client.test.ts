import { expect, it } from "vitest";
import { nextPage, refusal } from "./client";

it("keeps what the server says of a refusal", async () => {
  const answer = new Response(
    JSON.stringify({ type: "about:blank", title: "no such model", status: 404, code: "no-model", hint: "look again" }),
    { status: 404 },
  );
  const found = await refusal(answer);
  expect([found.message, found.code, found.hint, found.status]).toEqual([
    "no such model",
    "no-model",
    "look again",
    404,
  ]);
});

it("says at least the status of what is no answer of ours", async () => {
  const found = await refusal(new Response("<html>Bad gateway</html>", { status: 502, statusText: "Bad Gateway" }));
  expect(found.message).toBe("the server answered 502 Bad Gateway");
  expect(found.message).not.toContain("<html>");
});

it("reads where the next page is", () => {
  expect(nextPage('</api/events?limit=2&cursor=a%20b>; rel="next"')?.get("cursor")).toBe("a b");
  expect(nextPage('</api/events?cursor=x>; rel="prev"')).toBeNull();
  expect(nextPage(null)).toBeNull();
});
