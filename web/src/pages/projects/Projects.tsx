export function Projects() {
  return <div className="page narrow">Projects</div>;
}
