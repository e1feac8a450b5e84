"""Who asks, and of which program: what every handler is given once the request was let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from gto_studio.rules.access import Actor
from gto_studio.wiring import Parts


@dataclass(frozen=True, slots=True)
class Asking:
    """One request that was let in.

    `team`: that of its resource; `address`: the client's, where it is known; `base_url`: how people reach the server.
    """

    parts: Parts
    actor: Actor
    team: str | None = None
    address: str | None = None
    base_url: str = ""


def _asking(request: Request) -> Asking:
    asking: Asking = request.state.asking
    return asking


#: A handler's parameter.
Ask = Annotated[Asking, Depends(_asking)]
