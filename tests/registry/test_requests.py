"""What someone asks for, as a value, with defaults that ask for the least."""

from __future__ import annotations

from typing import get_args

import pytest

from gto.registry.requests import Assign, Deprecate, Register, Request, Rollback

KINDS = get_args(Request)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_forced_deleted_or_chosen_unless_asked_for(kind: type) -> None:
    needed = [name for name in kind._fields if name not in kind._field_defaults]  # type: ignore[attr-defined]
    assert needed in (["artifact"], ["artifact", "stage"])
    given = kind(*needed)
    assert not any(getattr(given, name, False) for name in ("force", "delete", "skip_registration", "simple"))
    assert given.message is None


def test_a_version_goes_to_where_we_are() -> None:
    assert Register("nn").ref == "HEAD"
    assert (Assign("nn", "prod").ref, Deprecate("nn").ref) == (None, None)


def test_different_requests_are_never_equal() -> None:
    assert Rollback("nn", "prod") != Assign("nn", "prod")
    assert Register("nn") == Register("nn", "HEAD")


def test_each_says_what_it_asks_for() -> None:
    assert all(kind.__doc__ for kind in KINDS)
