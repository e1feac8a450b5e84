import { describe, expect, it } from "vitest";
import { appForm } from "./forges";

describe("where an app is made", () => {
  it("is a page of the organisation, with all that is to be chosen there", () => {
    const form = new URL(appForm("", " acme ", "https://studio.example.com"));
    expect(form.origin + form.pathname).toBe("https://github.com/organizations/acme/settings/apps/new");
    expect(Object.fromEntries(form.searchParams)).toEqual({
      name: "gto-studio-acme",
      url: "https://studio.example.com",
      public: "false",
      webhook_active: "false",
      contents: "write",
      metadata: "read",
      pull_requests: "write",
      checks: "read",
      statuses: "write",
      repository_hooks: "write",
    });
  });

  it("is at a server of one's own, for oneself", () => {
    const start = "https://github.example.com/settings/apps/new?name=gto-studio&";
    expect(appForm("https://github.example.com/", "", "x").startsWith(start)).toBe(true);
    expect(appForm("github.example.com", "", "x").startsWith(start)).toBe(true);
  });
});
