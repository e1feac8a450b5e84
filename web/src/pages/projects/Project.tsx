export function Project() {
  return <div className="page narrow">Project</div>;
}
