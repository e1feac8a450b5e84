import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ciWorkflows as askWorkflows } from "../api/calls";
import type { CiWorkflows as Known } from "../api/types";
import { Command, Copy } from "./Copy";
import { Skeleton, Trouble } from "./states";

const FORGES: Record<string, string> = {
  github: "GitHub",
  gitlab: "GitLab",
  gitea: "Gitea",
  forgejo: "Forgejo",
  bitbucket: "Bitbucket",
  jenkins: "Jenkins",
  azure: "Azure",
};

/** The files that make CI act on registrations and assignments, or train on pushes, to be copied into a repository. */
export function CiWorkflows({ repository }: { repository: string }) {
  const asked = useQuery(askWorkflows(repository));
  if (asked.isError) return <Trouble error={asked.error} retry={() => asked.refetch()} />;
  if (!asked.data) return <Skeleton />;
  return <Chosen known={asked.data} />;
}

function Chosen({ known }: { known: Known }) {
  const [purpose, setPurpose] = useState<"registry" | "training">("registry");
  const [forge, setForge] = useState(known.forge ?? "github");
  const offered = known[purpose];
  const shown = offered.find((each) => each.forge === forge) ?? offered[0];
  if (!shown) return null;
  return (
    <div className="stack">
      <p className="soft">
        {known.acting.length > 0 ? (
          <>
            {known.acting.map((file, i) => (
              <span key={file}>
                {i > 0 && ", "}
                <code className="anywhere">{file}</code>
              </span>
            ))}{" "}
            of this repository {known.acting.length > 1 ? "act" : "acts"} on tags already.
          </>
        ) : (
          "No file of this repository acts on tags yet."
        )}
      </p>
      <p className="line wrap">
        <label className="line">
          <span>Workflow that</span>
          <select
            className="input short"
            aria-label="Workflow that"
            value={purpose}
            onChange={({ target }) => setPurpose(target.value === "training" ? "training" : "registry")}
          >
            <option value="registry">acts on registry tags</option>
            <option value="training">trains on pushes</option>
          </select>
        </label>
        <label className="line">
          <span>on</span>
          <select
            className="input short"
            aria-label="Forge"
            value={shown.forge}
            onChange={({ target }) => setForge(target.value)}
          >
            {offered.map((each) => (
              <option key={each.forge} value={each.forge}>
                {FORGES[each.forge] ?? each.forge}
              </option>
            ))}
          </select>
        </label>
      </p>
      <p className="line wrap">
        <span>Put this into</span>
        <code className="anywhere">{shown.file}</code>
        <Copy text={shown.file} what="path" />
        <span className="soft">
          or run <code>{`gto ci init${purpose === "training" ? " --train" : ""} --forge ${shown.forge}`}</code>
        </span>
      </p>
      {shown.note && <p className="soft">{shown.note}</p>}
      {purpose === "training" && (
        <p className="line wrap">
          <span>For live metrics, set there</span>
          <code className="anywhere">DVC_STUDIO_URL={known.studio_url}</code>
          <Copy text={known.studio_url} what="DVC_STUDIO_URL" />
          <span>
            and, as a secret, <code>DVC_STUDIO_TOKEN</code>.
          </span>
        </p>
      )}
      <Command text={shown.text.trimEnd()} what="workflow" />
    </div>
  );
}
