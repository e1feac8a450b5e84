"""Passwords: what is stored, and that nothing about it can be learned by waiting."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from gto_studio.identity import passwords


def test_a_hash_says_its_parameters_and_never_the_password() -> None:
    stored = passwords.hashed("a long password")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert stored != passwords.hashed("a long password")
    assert passwords.is_right(stored, "a long password")
    assert not passwords.is_right(stored, "a long passwore")
    assert not passwords.is_old(stored)


def test_nobody_has_a_password_that_is_right() -> None:
    assert not passwords.is_right(None, "of nobody")
    assert not passwords.is_right("not a hash", "x")


def test_a_hash_of_weaker_parameters_is_old_but_right() -> None:
    old = PasswordHasher.from_parameters(CHEAPEST).hash("a long password")
    assert passwords.is_right(old, "a long password")
    assert passwords.is_old(old)
