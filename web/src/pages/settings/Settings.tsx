export function Settings() {
  return <div className="page narrow">Settings</div>;
}
