"""Where a resource is: the team that a role is held against, found from the address (or the body) of a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gto_studio.errors import NotFound, WrongInput
from gto_studio.store.owned import places

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.rules.access import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """`team`: whose it is. `public`: anybody may look at it."""

    team: str
    public: bool = False


#: The path's values (or the body's) → where that is. NotFound.
Find = Callable[["Connection", "Actor", Mapping[str, Any]], Place]


def of_repository(connection: Connection, _: Actor, values: Mapping[str, Any]) -> Place:
    return _found(places.of_repository(connection, str(values["repository"])))


def inside_repository(connection: Connection, actor: Actor, values: Mapping[str, Any]) -> Place:
    """Of what is the team's own business, however public the repository."""
    return Place(of_repository(connection, actor, values).team)


def of_project(connection: Connection, _: Actor, values: Mapping[str, Any]) -> Place:
    return _found(places.of_project(connection, str(values["project"])))


def inside_project(connection: Connection, actor: Actor, values: Mapping[str, Any]) -> Place:
    """Of what is the team's own business, however public the project."""
    return Place(of_project(connection, actor, values).team)


def of_alarm(connection: Connection, _: Actor, values: Mapping[str, Any]) -> Place:
    return _found(places.of_alarm(connection, str(values["alarm"])))


def of_change(connection: Connection, _: Actor, values: Mapping[str, Any]) -> Place:
    return _found(places.of_change(connection, str(values["change"])))


def of_queued(connection: Connection, _: Actor, values: Mapping[str, Any]) -> Place:
    return _found(places.of_queued(connection, str(values["queued"])))


def of_subscription(connection: Connection, _: Actor, values: Mapping[str, Any]) -> Place:
    return _found(places.of_subscription(connection, str(values["subscription"])))


def of_team(connection: Connection, _: Actor, values: Mapping[str, Any]) -> Place:
    found = places.team(connection, str(values["team"]))
    return _found((found, False) if found else None)


def of_body(connection: Connection, actor: Actor, values: Mapping[str, Any]) -> Place:
    """Of something new: the team of the repository that its body names, else the team named, else the only one."""
    repository, team = values.get("repository"), values.get("team")
    if isinstance(repository, str):
        return _found(places.of_repository(connection, repository))
    if isinstance(team, str):
        found = places.team(connection, team)
        if found is None:
            raise NotFound("There is no such team, or you are not in it")
        return Place(found)
    teams = places.teams(connection, actor.sees)
    if len(teams) != 1:
        raise WrongInput("It has to belong to a team", fields={"team": "name one of your teams"})
    return Place(teams[0])


def of_named(connection: Connection, actor: Actor, values: Mapping[str, Any]) -> Place:
    """As `of_body`, where the body calls the team `team_name`, and tells the repository by its address alone."""
    return of_body(connection, actor, {"team": values.get("team_name")})


#: Those that look into the body of a request, not at its address.
IN_BODY = (of_body, of_named)


def _found(place: tuple[str, bool] | None) -> Place:
    if place is None:
        raise NotFound("There is nothing here that you may see")
    return Place(*place)
