import { describe, expect, it } from "vitest";
import { accessCommands, word } from "./access";

describe("words of a shell", () => {
  it.each([
    ["models/cv:net@v1.0.0", "models/cv:net@v1.0.0"],
    ["net#prod", "'net#prod'"],
    ["it's", `'it'"'"'s'`],
    ["$(rm)", "'$(rm)'"],
  ])("%s", (text, spelled) => expect(word(text)).toBe(spelled));
});

describe("what to type", () => {
  const of = { repository: "https://git.example.com/o/n", name: "net", version: "v1.0.0", studio: "https://studio" };

  it("names the version everywhere", () => {
    const said = accessCommands({ ...of, token: "isat_x" });
    expect(said.gto).toBe("gto get net@v1.0.0 --repo https://git.example.com/o/n");
    expect(said.dvc).toContain(
      "DVC_STUDIO_TOKEN=isat_x\ndvc artifacts get https://git.example.com/o/n net --rev v1.0.0",
    );
    expect(said.curl).toContain("repo=https%3A%2F%2Fgit.example.com%2Fo%2Fn&name=net&version=v1.0.0");
    expect(said.python).toContain("token isat_x");
  });

  it("leaves a place for a token", () => expect(accessCommands({ ...of, token: null }).curl).toContain("token TOKEN"));
});
