"""A team with something of everything in it, and somebody of each kind who could ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import insert

from gto_studio.rules.access import Role, Scope
from gto_studio.store.owned import tables, teams
from gto_studio.store.owned.ids import new_id
from studio.rows import NOW, a_change, a_dispatch, a_git_connection, a_queued, a_repository, a_subscription
from studio.web.serving import Site


@dataclass
class World:
    """Things in the team `here`, and somebody of each kind. Nothing in it is shared with another world."""

    site: Site
    values: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mark = new_id().lower()
        here, elsewhere = f"here-{mark}", f"elsewhere-{mark}"
        for name in ("viewer", "editor", "admin"):
            self.people[name] = self.site.person(f"{name}-{mark}", **{here: Role[name.upper()]})
        self.people["foreign"] = self.site.person(f"foreign-{mark}", **{elsewhere: Role.ADMIN})
        self.people["server"] = self.site.person(f"server-{mark}", admin=True)
        with self.site.store.writing() as connection:
            team = teams.find(connection, here)
            assert team is not None
            repository = a_repository(connection, team=team.id, url=f"https://git.example.com/{mark}.git")
            project, alarm = mark[-10:], new_id()
            connection.execute(
                insert(tables.project).values(
                    id=project,
                    team=team.id,
                    repository=repository.id,
                    name="p",
                    directory="",
                    public=False,
                    created=NOW,
                    custom=[],
                )
            )
            view = new_id()
            connection.execute(
                insert(tables.view).values(
                    id=view, project=project, name="v", state={}, standard=True, changed=NOW, changed_by="Jo"
                )
            )
            connection.execute(
                insert(tables.alarm).values(
                    id=alarm, repository=repository.id, kind="vanished", tag="churn@v1.0.0", before="a" * 40, seen=NOW
                )
            )
            change = a_change(connection, repository.id)
            git_connection = a_git_connection(connection, team=team.id).id
            queued = a_queued(connection, project, repository.id)
            subscription = a_subscription(connection, team=team.id)
            dispatch = a_dispatch(connection, subscription.id)
        self.values = {
            "signed": "x",
            "file": "x",
            "team": team.id, "repository": repository.id, "project": project, "alarm": alarm, "change": change.id,
            "view": view, "commit": "c" * 40,
            "person": self.people["viewer"], "invite": new_id(), "token": new_id(), "code": "BCDF-2345",
            "provider": "oidc", "run": new_id(), "git_connection": git_connection, "queued": queued.id,
            "subscription": subscription.id, "dispatch": dispatch.id,
        }  # fmt: skip

    def headers(self, who: str) -> dict[str, str]:
        if who == "nobody":
            return {}
        if who.startswith("t:"):  # tokens of the one who may do everything, so that only the scope counts
            return self.site.token(self.people["server"], Scope[who[2:].upper()])
        return self.site.session(self.people[who])
