"""Signatures as others make and check them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gto_studio.rules.signatures import headers, read, signature, spelled
from servers.receiver import signed


def test_the_example_of_the_specification() -> None:
    secret = read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert spelled(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    said = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_the_library_of_standard_webhooks_signs_is_what_we_sign() -> None:
    """Made by `standardwebhooks` 1.1.0: Webhook(secret).sign("evt_1", 2026-03-01T00:00:00Z, body)."""
    secret = read("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    said = signature(secret, "evt_1", 1772323200, '{"name": "größe"}'.encode())
    assert said == LIBRARY


def test_a_receiver_knows_the_old_secret_and_the_new_one() -> None:
    old, new, other = (bytes([number]) * 32 for number in (1, 2, 3))
    told = headers([new, old], "evt_1", 1772323200, b"{}")
    content = b"evt_1.1772323200.{}"
    assert [signed(spelled(secret), content, told) for secret in (old, new, other)] == [True, True, False]
    assert not signed(spelled(old), content + b" ", told)


def test_the_receiver_of_the_guide_takes_it_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (Path(__file__).parents[3] / "docs/guides/studio-subscriptions.md").read_text()
    names: dict[str, Any] = {}
    exec(guide.partition("```python\n")[2].partition("```")[0], names)
    monkeypatch.setattr("time.time", lambda: 1772323260.0)
    secret, told = b"\1" * 32, headers([b"\2" * 32, b"\1" * 32], "evt_1", 1772323200, b"{}")
    check = names["is_from_studio"]
    assert check(spelled(secret), told, b"{}")
    assert not check(spelled(secret), told, b"{ }")
    assert not check(spelled(b"\3" * 32), told, b"{}")
    monkeypatch.setattr("time.time", lambda: 1772323200.0 + 301)
    assert not check(spelled(secret), told, b"{}")


def test_what_is_no_secret() -> None:
    with pytest.raises(ValueError, match="base64"):
        read("whsec_not base64")


LIBRARY = "v1,ty3zUnTq4owSxw8U//bOCdS5mflhfWcI81A9VqoCROA="
