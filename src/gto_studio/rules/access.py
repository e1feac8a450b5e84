"""Who may do what: a need that a route states, held against the proof that a request carries.

Knows no HTTP and no SQL. A role is held in a team, and every repository belongs to one team. A token can do no more
than its scopes allow, and never more than the person who made it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

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
    PERSON = "person"  # anyone who is signed in, for things of their own
    VIEW = "view"
    EDIT = "edit"
    ADMIN = "admin"
    SERVER = "server"  # administrators of the whole server


class Scope(Enum):
    """What a token may be used for."""

    READ = "read"  # everything its owner can see
    WRITE = "write"  # everything its owner can change, the members of teams and of the server excepted
    ADMIN = "admin"  # the rest
    MODELS = "models"  # read the registry and download models: what `dvc artifacts get` needs
    EXPERIMENTS = "experiments"  # send live metrics, tell of pushed experiments
    DATASETS = "datasets"  # asked for by clients; allows nothing here


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


NOBODY = Actor()
