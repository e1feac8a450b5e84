"""What a forge answers that gives out a token: by values. That one is exchanged is asked in test_acting.py."""

from __future__ import annotations

import pytest

from gto_studio.errors import TokenExpired
from gto_studio.forges.renewing import read

BEFORE = {"path": "/oauth/token", "refresh_token": "old"}


def test_a_new_token_and_what_the_next_one_is_got_by() -> None:
    said = {"access_token": "a", "refresh_token": "new", "expires_in": 60}
    fresh = read(said, BEFORE, "https://h.example", 1_000.0)
    assert (fresh.secret, fresh.renewal["refresh_token"], fresh.expires) == ("a", "new", 1_060.0)
    kept = read({"access_token": "a"}, BEFORE, "https://h.example", 1_000.0)
    assert (kept.renewal["refresh_token"], kept.expires) == ("old", None)


@pytest.mark.parametrize("said", [None, [], {}, {"access_token": ""}, {"error": "bad_refresh_token"}])
def test_no_token(said: object) -> None:
    with pytest.raises(TokenExpired, match=r"h\.example"):
        read(said, BEFORE, "https://h.example", 0.0)
