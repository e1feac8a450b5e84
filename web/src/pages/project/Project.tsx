import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useParams } from "react-router";
import { project as askProject } from "../../api/calls";
import { table as askTable } from "../../api/experiments";
import { Skeleton, Trouble } from "../../parts/states";
import { decode } from "../../rules/table";
import { Experiments } from "./Experiments";
import { ProjectHead } from "./ProjectHead";
import "./project.css";

/** A project: its history as a table, with what opens beside it. */
export function Project() {
  const { project: id = "" } = useParams();
  const asked = useQuery(askProject(id));
  const answer = useQuery({ ...askTable(id), enabled: asked.data !== undefined });
  const table = useMemo(() => (answer.data ? decode(answer.data) : null), [answer.data]);
  const project = asked.data;
  if (!project) {
    return (
      <div className="page narrow">
        {asked.isError ? (
          <Trouble error={asked.error} retry={() => asked.refetch()} />
        ) : (
          <Skeleton lines={6} label="Loading the project" />
        )}
      </div>
    );
  }
  return (
    <div className="page project">
      <ProjectHead project={project} />
      {answer.isError && <Trouble error={answer.error} retry={() => answer.refetch()} />}
      {table ? <Experiments key={id} project={project} table={table} /> : !answer.isError && <GridSkeleton />}
    </div>
  );
}

/** Bars where lines will be. */
function GridSkeleton() {
  return (
    <div className="grid-frame late skeleton-frame" role="status" aria-label="Loading the experiments">
      {Array.from({ length: 16 }, (_, index) => (
        <div key={index} className="skeleton-line">
          <span className={index % 5 === 0 ? "skeleton w20" : "skeleton w40"} />
        </div>
      ))}
    </div>
  );
}
