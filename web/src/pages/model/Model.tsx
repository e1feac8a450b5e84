export function Model() {
  return <div className="page narrow">Model</div>;
}
