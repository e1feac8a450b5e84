import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { Icon } from "./Icon";

/** Copies `text`; `what` names it for those who hear the page: "Copy tag". */
export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      className={copied ? "button bare small square copy done" : "button bare small square copy"}
      aria-label={copied ? "Copied" : `Copy ${what}`}
      onPress={async () => setCopied(await copy(text))}
    >
      <Icon name={copied ? "check" : "copy"} />
    </Button>
  );
}

/** A command line with its copy button. */
export function Command({ text, what = "command" }: { text: string; what?: string }) {
  return (
    <div className="command">
      <pre>
        {text.split(/(\s+)/).map((part, index) =>
          part.startsWith("-") ? (
            <span key={index} className="word">
              {part}
            </span>
          ) : (
            part
          ),
        )}
      </pre>
      <Copy text={text} what={what} />
    </div>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers keep the clipboard from pages on plain http beyond loopback: the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden-text";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
