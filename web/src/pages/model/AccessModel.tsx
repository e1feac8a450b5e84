import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { me as askMe, downloads, makeToken, revokeToken } from "../../api/calls";
import type { ModelPage, TokenMade } from "../../api/types";
import { Command, Copy } from "../../parts/Copy";
import { Dialog } from "../../parts/Dialog";
import { useAct } from "../../parts/Form";
import { Icon } from "../../parts/Icon";
import { Note, Skeleton, Trouble } from "../../parts/states";
import { accessCommands } from "../../rules/access";
import { count } from "../../rules/values";
import { called } from "../../rules/versions";

/** How the files of a version are had: by command, by program, or here. */
export function AccessModel({ page, version, onClose }: { page: ModelPage; version: string; onClose: () => void }) {
  const [token, setToken] = useState<TokenMade | null>(null);
  const of = { repository: page.repository.url, name: page.name, version };
  const say = accessCommands({ ...of, studio: location.origin, token: token?.secret ?? null });
  return (
    <Dialog
      title={`Access ${page.name}`}
      under={
        <>
          Version <span className="mono">{called(version)}</span>: the files as they were registered, from Git or from
          where DVC keeps them.
        </>
      }
      onClose={onClose}
      wide
    >
      <div className="dialog-body stack wide-gap">
        <TokenBlock token={token} onChange={setToken} name={page.name} />
        <Tabs className="stack">
          <TabList className="tab-list" aria-label="Access your files">
            <Tab id="gto">gto</Tab>
            <Tab id="dvc">DVC</Tab>
            <Tab id="curl">cURL</Tab>
            <Tab id="python">Python</Tab>
            <Tab id="download">Download</Tab>
          </TabList>
          <TabPanel id="gto" className="stack">
            <p className="soft">
              Goes to Git and to the storage itself, with your own rights there. Files are checked, and a download that
              broke off goes on where it stopped.
            </p>
            <Command text={say.gto} what="gto command" />
          </TabPanel>
          <TabPanel id="dvc" className="stack">
            <p className="soft">
              Asks Studio, so it takes the token and no rights in the storage. Without a token DVC goes to the storage
              itself.
            </p>
            <Command text={say.dvc} what="DVC commands" />
          </TabPanel>
          <TabPanel id="curl" className="stack">
            <p className="soft">Answers with an object: file → address. Each holds for an hour and needs no token.</p>
            <Command text={say.curl} what="cURL command" />
          </TabPanel>
          <TabPanel id="python" className="stack">
            <p className="soft">With nothing but Python's own library.</p>
            <Command text={say.python} what="Python program" />
          </TabPanel>
          <TabPanel id="download" className="stack">
            <Download {...of} />
          </TabPanel>
        </Tabs>
      </div>
    </Dialog>
  );
}

/** A token for the commands below: made here, shown here, and known to nobody afterwards. */
function TokenBlock({
  token,
  onChange,
  name,
}: {
  token: TokenMade | null;
  onChange: (token: TokenMade | null) => void;
  name: string;
}) {
  const [seen, setSeen] = useState(false);
  const who = useQuery(askMe);
  const make = useAct(
    async (before: TokenMade | null) => {
      const made = await makeToken({ name: `to get ${name}`, scopes: ["models"], team: null, expires_in_days: null });
      if (before) await revokeToken(before.id);
      return made;
    },
    ["tokens"],
    onChange,
  );
  const remove = useAct(
    (id: string) => revokeToken(id),
    ["tokens"],
    () => onChange(null),
  );
  if (who.data && !who.data.person) {
    return (
      <Note>
        <p>Sign in to make a token, which commands outside of the browser need.</p>
      </Note>
    );
  }
  const trouble = make.error ?? remove.error;
  return (
    <section className="stack tight" aria-label="Access token">
      <h3>Access token</h3>
      {token ? (
        <>
          <div className="command">
            <pre>{seen ? token.secret : `${token.secret.slice(0, 5)}${"•".repeat(24)}`}</pre>
            <Button
              className="button bare small square"
              aria-label={seen ? "Hide the token" : "Show the token"}
              onPress={() => setSeen(!seen)}
            >
              <Icon name="eye" />
            </Button>
            <Copy text={token.secret} what="token" />
          </div>
          <p className="line wrap">
            <span className="soft grow">It stands in the commands below. Studio does not show it again.</span>
            <button type="button" className="button small" disabled={make.isPending} onClick={() => make.mutate(token)}>
              Regenerate
            </button>
            <button
              type="button"
              className="button small"
              disabled={remove.isPending}
              onClick={() => remove.mutate(token.id)}
            >
              Delete
            </button>
          </p>
        </>
      ) : (
        <>
          <p className="soft">
            DVC, cURL and programs prove by it who they are. It may read the registry and get models, and nothing else.
          </p>
          <p>
            <button type="button" className="button" disabled={make.isPending} onClick={() => make.mutate(null)}>
              <Icon name="plus" /> Generate new token
            </button>
          </p>
        </>
      )}
      {trouble && <Trouble error={trouble} />}
    </section>
  );
}

function Download(of: { repository: string; name: string; version: string }) {
  const asked = useMutation({ mutationFn: () => downloads(of) });
  const found = asked.data ? Object.entries(asked.data).sort(([a], [b]) => a.localeCompare(b)) : [];
  return (
    <>
      <p className="soft">
        Studio looks up where each file is kept, and whether it is there. The links hold for an hour, for whoever has
        them.
      </p>
      {asked.isPending ? (
        <Skeleton lines={2} label="Generating links" />
      ) : asked.isError ? (
        <Trouble error={asked.error} retry={() => asked.mutate()} />
      ) : asked.data ? (
        <>
          <p>{count(found.length, "file")}</p>
          <ul className="downloads">
            {found.map(([path, link]) => (
              <li key={path}>
                <a href={link} download className="line">
                  <Icon name="down_out" /> <span className="anywhere">{path}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          <button type="button" className="button primary" onClick={() => asked.mutate()}>
            Generate download links
          </button>
        </p>
      )}
    </>
  );
}
