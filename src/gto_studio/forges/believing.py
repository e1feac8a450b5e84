"""A forge whose answers are believed as far as they can be read: what one lacks is the forge's failure, not ours."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gto.errors import GtoError
from gto_studio.errors import ForgeRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gto_studio.forges.contract import (
        Account,
        Check,
        Forge,
        Found,
        Hook,
        HookState,
        NewPullRequest,
        PullRequest,
        Rights,
        Status,
    )

log = logging.getLogger(__name__)


class Believed:
    """Asks another one, and is one itself."""

    def __init__(self, forge: Forge, web_url: str) -> None:
        self._forge = forge
        self._host = urlsplit(web_url).netloc

    def who(self) -> Account:
        with self._reading():
            return self._forge.who()

    def repositories(self, search: str = "") -> Iterator[Found]:
        with self._reading():
            yield from self._forge.repositories(search)

    def rights(self, name: str) -> Rights:
        with self._reading():
            return self._forge.rights(name)

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        with self._reading():
            return self._forge.find_pull_request(name, head, base)

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        with self._reading():
            return self._forge.open_pull_request(name, asked)

    def pull_request(self, name: str, number: int) -> PullRequest:
        with self._reading():
            return self._forge.pull_request(name, number)

    def checks(self, name: str, commit: str) -> Sequence[Check]:
        with self._reading():
            return self._forge.checks(name, commit)

    def set_status(self, name: str, commit: str, status: Status) -> None:
        with self._reading():
            self._forge.set_status(name, commit, status)

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        with self._reading():
            return self._forge.ensure_hook(name, hook)

    def protected_tags(self, name: str) -> Sequence[str] | None:
        with self._reading():
            return self._forge.protected_tags(name)

    def close(self) -> None:
        self._forge.close()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except GtoError:
            raise
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            log.warning("an answer of %s is not as described", self._host, exc_info=True)
            raise ForgeRefused(
                f"'{self._host}' answers with something that its kind of forge does not say",
                hint="is the address of the connection that of the forge, and is it of this kind?",
            ) from error
