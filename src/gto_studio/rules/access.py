"""Who may do what: a need that a route states, held against the proof that a request carries.

Knows no HTTP and no SQL. A role is held in a team, and every repository belongs to one team. Administrators of the
server have every role everywhere. A token can do no more than its scopes allow, and never more than the person who
made it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from gto_studio.errors import NotAllowed, NotFound, NotSignedIn, StudioError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(IntEnum):
    """What a member of a team may do there; each includes the ones below."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3


class Need(Enum):
    """What a route asks of whoever calls it. `VIEW` … `ADMIN` are held against the team that the resource is in."""

    NOTHING = "nothing"  # anyone, signed in or not: health, sign-in, what a hook proves by its own signature
    PERSON = "person"  # anyone who is signed in; lists show what they may see
    SELF = "self"  # the person, not a token of theirs: passwords, tokens, sessions
    VIEW = "view"
    EDIT = "edit"
    ADMIN = "admin"
    SERVER = "server"  # administrators of the whole server
    RUN = "run"  # editors of the team; of their tokens only those that were made for a runner


class Scope(Enum):
    """What a token may be used for."""

    READ = "read"  # everything its owner can see
    WRITE = "write"  # and everything its owner can change, the members of teams and of the server excepted
    ADMIN = "admin"  # and the rest, passwords and tokens excepted: no token makes tokens
    MODELS = "models"  # read the registry and download models: what `dvc artifacts get` needs
    EXPERIMENTS = "experiments"  # send live metrics, tell of pushed experiments
    DATASETS = "datasets"  # asked for by clients; allows nothing here
    RUNNER = "runner"  # take queued experiments, and tell of them: what `gto studio runner` needs, and nothing else


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `person` None: nobody is signed in. `scopes` None: a session of the person, not a token."""

    person: str | None = None
    name: str = ""
    email: str = ""
    is_server_admin: bool = False
    #: team id → role
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    scopes: frozenset[Scope] | None = None
    #: A token may be limited to one team.
    team: str | None = None

    def role(self, team: str) -> Role | None:
        """The role in a team; None: none."""
        if self.team not in (None, team):
            return None
        return Role.ADMIN if self.is_server_admin else self.roles.get(team)

    @property
    def sees(self) -> frozenset[str] | None:
        """The teams whose things belong in this person's lists; None: all of them."""
        if self.team is not None:
            return frozenset({self.team} if self.role(self.team) else ())
        return None if self.is_server_admin else frozenset(self.roles)


NOBODY = Actor()

#: The id of the one local owner of a server without accounts.
LOCAL = "local"

#: What each role is needed for, in words.
ROLES = {Need.VIEW: Role.VIEWER, Need.EDIT: Role.EDITOR, Need.ADMIN: Role.ADMIN, Need.RUN: Role.EDITOR}

#: Which scopes are enough for a need. A route may name more that are enough for it (`also`).
SCOPES = {
    Need.PERSON: {Scope.READ, Scope.WRITE, Scope.ADMIN},
    Need.VIEW: {Scope.READ, Scope.WRITE, Scope.ADMIN},
    Need.EDIT: {Scope.WRITE, Scope.ADMIN},
    Need.ADMIN: {Scope.ADMIN},
    Need.SERVER: {Scope.ADMIN},
    Need.RUN: {Scope.RUNNER},
}


def decide(
    actor: Actor,
    need: Need,
    team: str | None = None,
    *,
    public: bool = False,
    also: frozenset[Scope] = frozenset(),
) -> StudioError | None:
    """None: go on. Otherwise why not, ready to be raised.

    `team` is the one that the resource is in; a need of a role without it asks nothing of any team, only of the proof.
    A `public` resource may be viewed by anybody. `also`: scopes of tokens that are enough here, beside the usual ones.
    A person without any role in the team learns only that there is nothing, as if it did not exist.
    """
    if need is Need.NOTHING or (public and need is Need.VIEW):
        return None
    if actor.person is None:
        return NotSignedIn()
    if actor.scopes is not None and (refused := _by_scope(actor.scopes, need, also)):
        return refused
    if need is Need.SERVER and (not actor.is_server_admin or actor.team is not None):
        return NotAllowed("Only administrators of this server may do that", hint="ask one of them")
    if need not in ROLES or team is None:
        return None
    role = actor.role(team)
    if role is None:
        return NotFound("There is nothing here that you may see")
    if role < ROLES[need]:
        wanted = ROLES[need].name.lower()
        return NotAllowed(
            f"Your role in the team, {role.name.lower()}, is not enough for that",
            hint=f"it takes the role {wanted}; an admin of the team can give it to you",
        )
    return None


def _by_scope(scopes: frozenset[Scope], need: Need, also: frozenset[Scope]) -> StudioError | None:
    if need is Need.SELF:
        return NotAllowed("No token may do that, whatever its scopes", hint="sign in and do it in the browser")
    enough = SCOPES[need] | also
    if scopes & enough:
        return None
    words = " or ".join(sorted(f"'{scope.value}'" for scope in enough))
    return NotAllowed("The scopes of this token are not enough for that", hint=f"it takes {words}")
