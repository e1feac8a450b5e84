/**
 * What people write in files about a model: Markdown, as elements and never as HTML. Raw HTML in it is text like any
 * other, pictures are links (the pages load nothing from elsewhere), and a link that leads to no web page is text.
 */

import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { createElement, Fragment, type ReactNode } from "react";
import { webAddress } from "../rules/addresses";

/** Longer or deeper text is no description any more, and is shown as it was written. */
const LENGTH_MAX = 20_000;
const DEPTH_MAX = 12;

export function Markdown({ text }: { text: string }) {
  return <div className="prose anywhere">{text.length > LENGTH_MAX ? <pre>{text}</pre> : <Blocks text={text} />}</div>;
}

function Blocks({ text }: { text: string }): ReactNode {
  try {
    // A line stays a line: many descriptions were written before anybody read them as Markdown.
    return all(lexer(text, { gfm: true, breaks: true }), 0);
  } catch {
    return <pre>{text}</pre>;
  }
}

function all(tokens: Token[] | undefined, depth: number): ReactNode {
  return tokens?.map((token, at) => <Fragment key={at}>{one(token as MarkedToken, depth + 1)}</Fragment>);
}

function one(token: MarkedToken, depth: number): ReactNode {
  if (depth > DEPTH_MAX) return token.raw;
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return createElement(`h${Math.min(token.depth + 3, 6)}`, {}, all(token.tokens, depth));
    case "paragraph":
      return <p>{all(token.tokens, depth)}</p>;
    case "text":
      return token.tokens ? all(token.tokens, depth) : plain(token.text);
    case "strong":
      return <strong>{all(token.tokens, depth)}</strong>;
    case "em":
      return <em>{all(token.tokens, depth)}</em>;
    case "del":
      return <del>{all(token.tokens, depth)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{all(token.tokens, depth)}</blockquote>;
    case "list":
      return token.ordered ? <ol start={token.start || 1}>{items(token, depth)}</ol> : <ul>{items(token, depth)}</ul>;
    case "checkbox":
      return token.checked ? "☑ " : "☐ ";
    case "hr":
      return <hr />;
    case "br":
      return <br />;
    case "escape":
      return token.text;
    case "link":
      return link(token.href, all(token.tokens, depth), token.raw);
    case "image":
      return link(token.href, token.text || token.href, token.raw);
    case "table":
      return table(token, depth);
    default:
      return token.raw;
  }
}

function items(list: Tokens.List, depth: number): ReactNode {
  return list.items.map((item, at) => <li key={at}>{all(item.tokens, depth)}</li>);
}

function link(href: string, shown: ReactNode, raw: string): ReactNode {
  const address = webAddress(href);
  if (address === null) return raw;
  return (
    <a href={address} rel="nofollow noopener noreferrer ugc">
      {shown}
    </a>
  );
}

function table({ header, rows }: Tokens.Table, depth: number): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {header.map((cell, at) => (
            <th key={at} scope="col">
              {all(cell.tokens, depth)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, line) => (
          <tr key={line}>
            {row.map((cell, at) => (
              <td key={at}>{all(cell.tokens, depth)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** Text with the characters for which HTML has names, as Markdown lets people write them. */
function plain(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => NAMED[name] ?? "");
}
