import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Markdown } from "./Markdown";

const html = (text: string) =>
  renderToStaticMarkup(<Markdown text={text} />).replace(/^<div class="prose anywhere">(.*)<\/div>$/s, "$1");

describe("what is written about a model", () => {
  it.each([
    ["Who is about to leave.", "<p>Who is about to leave.</p>"],
    ["one\ntwo", "<p>one<br/>two</p>"],
    [
      "**bold**, *em*, ~~no~~, `a < b`",
      "<p><strong>bold</strong>, <em>em</em>, <del>no</del>, <code>a &lt; b</code></p>",
    ],
    ["# Card", "<h4>Card</h4>"],
    ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["3. a", '<ol start="3"><li>a</li></ol>'],
    ["> said", "<blockquote><p>said</p></blockquote>"],
    ["```sh\ngto show\n```", '<pre tabindex="0"><code>gto show</code></pre>'],
    ["R&amp;D &lt;3 \\*", "<p>R&amp;D &lt;3 *</p>"],
    [
      "[paper](https://example.com/a?b=1)",
      '<p><a href="https://example.com/a?b=1" rel="nofollow noopener noreferrer ugc">paper</a></p>',
    ],
  ])("%j", (text, expected) => expect(html(text)).toBe(expected));

  it("makes a table of a table", () => {
    expect(html("| a | b |\n|---|---|\n| 1 | 2 |")).toContain("<td>1</td><td>2</td>");
  });
});

describe("what would like to be more than text", () => {
  it.each([
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "a <b onclick=alert(1)>b</b>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,hi)",
    "[x](//evil.example/)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
  ])("%s stays text", (text) => {
    const page = document.createElement("div");
    page.innerHTML = html(text);
    expect(page.querySelectorAll("a, img, script, b, [onerror], [onclick]")).toHaveLength(0);
    expect(page.textContent).toBe(text);
  });

  it("a picture is a link, since the page loads nothing from elsewhere", () => {
    expect(html("![chart](https://example.com/x.png)")).toBe(
      '<p><a href="https://example.com/x.png" rel="nofollow noopener noreferrer ugc">chart</a></p>',
    );
  });

  it.each([
    [">".repeat(10_000)],
    ["[".repeat(20_000)],
    ["**a ".repeat(5_000)],
    ["`".repeat(20_000)],
    ["- ".repeat(10_000)],
    ["![".repeat(10_000)],
    ["|".repeat(20_000)],
    ["a_".repeat(10_000)],
    ["<a ".repeat(6_000)],
    ["x".repeat(1_000_000)],
  ])("does not hold up the page (%#)", (text) => {
    const begun = process.cpuUsage();
    expect(html(text).length).toBeGreaterThan(0);
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1e6).toBeLessThan(30);
  });
});
