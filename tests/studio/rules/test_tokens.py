"""What tokens look like, and the scopes that programs ask for in their own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.errors import WrongInput
from gto_studio.identity.proofs import new_secret
from gto_studio.rules.access import Scope
from gto_studio.rules.tokens import (
    CODE_SIGNS,
    DEVICE_SCOPES,
    LEAST,
    PREFIX,
    device_scopes,
    looks_like_token,
    read_code,
    scopes,
    shown_code,
)


def test_ours_are_long_enough_for_every_client_and_never_the_same() -> None:
    made = {new_secret(PREFIX) for _ in range(100)}
    assert len(made) == 100
    assert all(looks_like_token(token) and len(token) >= LEAST for token in made)


@pytest.mark.parametrize(
    "text", ["", "isat_", "isat_" + "x" * 47, "dsat_" + "x" * 60, "isat_" + "é" * 60, "isat_" + "x" * 999]
)
def test_what_is_no_token_never_reaches_the_database(text: str) -> None:
    assert not looks_like_token(text)


def test_a_scope_that_does_not_exist_is_refused() -> None:
    assert scopes(["read", "models"]) == {Scope.READ, Scope.MODELS}
    with pytest.raises(WrongInput, match="no such scope"):
        scopes(["read", "everything"])


def test_programs_get_what_programs_need_by_new_and_old_names_and_no_more() -> None:
    assert device_scopes(None) == device_scopes([]) == DEVICE_SCOPES
    assert device_scopes(["EXPERIMENTS", "models"]) == {Scope.EXPERIMENTS, Scope.MODELS}
    assert device_scopes(["live", "download_model"]) == {Scope.EXPERIMENTS, Scope.MODELS}
    assert device_scopes(["admin", "write", "read"]) == DEVICE_SCOPES
    assert device_scopes(["admin", "models"]) == {Scope.MODELS}


@given(st.text(CODE_SIGNS, min_size=8, max_size=8))
def test_a_code_is_read_as_it_was_shown_however_it_is_typed(code: str) -> None:
    shown = shown_code(code)
    assert read_code(shown) == read_code(shown.lower()) == read_code(f" {shown.replace('-', ' ')} ") == code
