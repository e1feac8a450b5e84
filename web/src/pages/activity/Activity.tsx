export function Activity() {
  return <div className="page narrow">Activity</div>;
}
