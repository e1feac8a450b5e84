"""Who is told of events, and how that went."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gto_studio.web.api.shapes.registry import Words
from gto_studio.web.api.shapes.shape import Shape

MessageKind = Literal[
    "artifact.registered",
    "artifact.assigned",
    "artifact.unassigned",
    "artifact.deregistered",
    "artifact.deprecated",
]


class Subscription(Shape):
    """An address that is told of registry events: of all repositories of the team, or of one."""

    id: str
    team: str
    repository: str | None
    repository_name: str | None
    name: str
    url: str
    kinds: list[MessageKind]  # empty: all
    artifacts: list[str]  # names, in which `*` stands for anything; empty: all
    stages: list[str]  # of assignments and unassignments; empty: all
    enabled: bool
    off_because: str | None  # None, while it is off: somebody turned it off
    failing_since: str | None
    resting_until: str | None  # nothing is sent before
    old_secret_until: str | None  # so long the secret before signs, too
    queued: int
    failed: int
    created_at: str
    created_by: str


class NewSubscription(Shape):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    url: Annotated[str, Field(min_length=1, max_length=2_000)]
    repository: Annotated[str | None, Field(max_length=26)] = None  # None: all of the team
    kinds: Annotated[list[MessageKind], Field(max_length=10)] = []
    artifacts: Words = []
    stages: Words = []


class SubscriptionChange(Shape):
    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    url: Annotated[str | None, Field(min_length=1, max_length=2_000)] = None
    kinds: Annotated[list[MessageKind] | None, Field(max_length=10)] = None
    artifacts: Words | None = None
    stages: Words | None = None
    enabled: bool | None = None


class SubscriptionMade(Subscription):
    secret: str  # shown this once


class DispatchTry(Shape):
    """`error`: why it was in vain; `answer`: the beginning of what came back."""

    at: str
    seconds: float
    status: int | None
    error: str | None
    headers: dict[str, str]
    answer: str


class Dispatch(Shape):
    """A message to a subscription. `id` is the message's, `webhook_id` what the receiver knows it by."""

    id: str
    webhook_id: str
    kind: str
    about: str  # a tag
    state: Literal["queued", "taken", "failed"]
    body: str
    tries: list[DispatchTry]  # the last ones
    next_at: str | None
    created_at: str
    ended_at: str | None


class Replay(Shape):
    """Which events are sent again: those whose tags were made at that time or later, and that are subscribed to."""

    since: Annotated[str, Field(max_length=40)]


class Replayed(Shape):
    messages: int
