export function SignIn() {
  return <div className="page narrow">Sign in</div>;
}
