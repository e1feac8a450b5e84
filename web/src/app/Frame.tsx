import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { NavLink, Outlet, ScrollRestoration, useLocation, useNavigate, useSearchParams } from "react-router";
import { me as askMe, signOut } from "../api/calls";
import { listen } from "../api/live";
import { Dialog } from "../parts/Dialog";
import { Icon, Mark } from "../parts/Icon";
import { type Item, Menu } from "../parts/Menu";
import { useAddress } from "../parts/useAddress";
import { useTyped } from "../parts/useTyped";
import { pagePath } from "../rules/addresses";
import { KEYS, useKeys } from "./useKeys";
import { useTheme } from "./useTheme";

const PAGES = [
  ["/projects", "Projects"],
  ["/models", "Models"],
  ["/activity", "Activity"],
  ["/settings", "Settings"],
] as const;

/** What surrounds every page: the header, the search, live updates, and the keys. */
export function Frame() {
  const [help, setHelp] = useKeys();
  const { pathname } = useLocation();
  const [url] = useSearchParams();
  const connected = useLive();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="frame">
        <NavLink to={pagePath("/models", url)} className="logo plain" aria-label="Studio, models of all repositories">
          <Mark />
          <span>Studio</span>
        </NavLink>
        <Workspace />
        <nav aria-label="Pages">
          {PAGES.map(([path, name]) => (
            <NavLink key={path} to={pagePath(path, url)} className="plain">
              {name}
            </NavLink>
          ))}
        </nav>
        <Search key={pathname.split("/")[1]} />
        {!connected && (
          <span className="chip warn" title="The page asks again by itself. What is shown was true when it was read.">
            <Icon name="warn" /> <span className="wide-only">Not live</span>
          </span>
        )}
        <PersonMenu onKeys={() => setHelp(true)} />
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      {help && (
        <Dialog title="Keys" onClose={() => setHelp(false)}>
          <dl className="dialog-body keys">
            {KEYS.map(([keys, does]) => (
              <div key={keys}>
                <dt>
                  {keys.split(" ").map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
      <ScrollRestoration getKey={({ pathname }) => pathname} />
    </>
  );
}

/** Listens for news for as long as the page is open. A short gap is not worth telling anyone. */
function useLive(): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  const { data } = useQuery(askMe);
  const allowed = data !== undefined && (data.mode === "local" || data.person !== null);
  useEffect(() => {
    if (!allowed) return;
    let lost: ReturnType<typeof setTimeout> | undefined;
    const stop = listen(client, (isConnected) => {
      if (!isConnected) {
        lost ??= setTimeout(() => setConnected(false), 5000); // each try that fails tells of itself
        return;
      }
      clearTimeout(lost);
      lost = undefined;
      setConnected(true);
    });
    return () => {
      clearTimeout(lost);
      stop();
    };
  }, [client, allowed]);
  return connected || !allowed;
}

/** Which team's work is shown. With one team there is nothing to choose. */
function Workspace() {
  const { data } = useQuery(askMe);
  const [url, setUrl] = useAddress();
  const teams = data?.teams ?? [];
  if (teams.length < 2) return null;
  const current = teams.find(({ slug }) => slug === url.get("team"));
  const go = (slug: string | null) =>
    setUrl((before) => {
      const next = new URLSearchParams(before);
      if (slug) next.set("team", slug);
      else next.delete("team");
      return next;
    });
  return (
    <Menu
      label="Team"
      className="button bare"
      items={[
        { id: "all", text: "All teams", act: () => go(null) },
        "rule",
        ...teams.map(({ slug, name }): Item => ({ id: slug, text: name, act: () => go(slug) })),
      ]}
    >
      <span className="cut">{current?.name ?? "All teams"}</span>
      <Icon name="down" />
    </Menu>
  );
}

/** The search of the page where it has one (it filters as one types), else of the models. */
function Search() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const experiments = pathname.startsWith("/projects/");
  const here = experiments || ["/models", "/projects", "/activity"].includes(pathname);
  const [typed, type] = useTyped("q");
  const [elsewhere, setElsewhere] = useState("");
  const text = here ? typed : elsewhere;
  const change = here ? type : setElsewhere;
  return (
    <search className="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!here) navigate(`/models?q=${encodeURIComponent(text)}`);
        }}
      >
        <Icon name="search" />
        <input
          id="search"
          type="search"
          autoComplete="off"
          spellCheck={false}
          aria-label={
            experiments
              ? "Search experiments"
              : pathname === "/projects"
                ? "Search projects"
                : "Search models and repositories"
          }
          placeholder={
            experiments
              ? "Name, commit, message, author"
              : pathname === "/projects"
                ? "Project or repository"
                : "Model or repository"
          }
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}

function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const { data } = useQuery(askMe);
  const [theme, setTheme] = useTheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const themes: Item[] = (["system", "light", "dark"] as const).map((each) => ({
    id: each,
    text: `${theme === each ? "✓ " : ""}Theme: ${each}`,
    act: () => setTheme(each),
  }));
  const out: Item[] =
    data?.mode === "accounts"
      ? data.person
        ? [
            {
              id: "out",
              text: "Sign out",
              act: async () => {
                await signOut();
                client.clear();
                navigate("/sign-in");
              },
            },
          ]
        : [{ id: "in", text: "Sign in", to: "/sign-in" }]
      : [];
  return (
    <Menu
      label="You and this page"
      className="button bare person"
      items={[
        { id: "settings", text: "Settings", to: "/settings/me" },
        { id: "keys", text: "Keys", act: onKeys },
        { id: "api", text: "API", act: () => location.assign("/api/docs") },
        "rule",
        ...themes,
        ...(out.length > 0 ? (["rule", ...out] as Item[]) : []),
      ]}
    >
      <Icon name="person" />
      <span className="wide-only cut">
        {data && (data.person?.name ?? (data.mode === "local" ? "Local owner" : "Not signed in"))}
      </span>
      <span className="hidden-text">, menu</span>
    </Menu>
  );
}
