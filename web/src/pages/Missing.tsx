import { Link, useLocation } from "react-router";
import { Empty } from "../parts/states";

export function Missing() {
  const { pathname } = useLocation();
  return (
    <Empty
      title="No such page"
      action={
        <Link className="button" to="/models">
          All models
        </Link>
      }
    >
      <p className="anywhere">
        There is nothing at <code>{pathname}</code>.
      </p>
    </Empty>
  );
}
