"""An action means the same as JSON, as a request and as a command."""

from __future__ import annotations

import shlex
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.cli.arguments import read
from gto.cli.commands import BY_NAME
from gto.registry.requests import Assign, Register, Request
from gto_studio.errors import WrongInput
from gto_studio.rules.actions import command, wanted

NAMES = st.sampled_from(["churn", "models/cv:resnet", "a-b"])
VERSIONS = st.sampled_from(["v1.0.0", "v2.0.0-rc.1+b'x"])
STAGES = st.sampled_from(["prod", "dev"])
REFS = st.sampled_from(["0" * 40, "main", "a branch; rm -rf ~"])
MESSAGES = st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


def action(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    common = {"artifact": NAMES, "message": MESSAGES, "force": st.booleans()}
    return st.fixed_dictionaries(common | fields)


ACTIONS = st.one_of(
    action(action=st.just("register"), commit=st.none() | REFS, version=st.none() | VERSIONS),
    action(action=st.just("register"), commit=st.none() | REFS, bump=st.sampled_from(["major", "minor", "patch"])),
    action(action=st.just("assign"), stage=STAGES, version=VERSIONS),
    action(action=st.just("assign"), stage=STAGES, commit=REFS, version=st.none() | VERSIONS),
    action(action=st.just("unassign"), stage=STAGES, version=VERSIONS),
    action(action=st.just("deregister"), version=VERSIONS),
    action(action=st.just("deprecate"), commit=st.none() | REFS),
)


class Overheard:
    """Takes the place of what a command does, and keeps what it was asked for."""

    request: Request | None = None

    def __call__(self, request: Request, values: Any, _: object) -> None:
        self.request = request
        self.repo, self.push = values.text("repo"), values.flag("push")


def typed(line: str) -> Overheard:
    """What gto's own command line makes of a line."""
    gto, name, *words = shlex.split(line)
    assert gto == "gto"
    module = import_module(f"gto.cli.{BY_NAME[name].module}")
    overheard = Overheard()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "carry_out", overheard)
        module.run(read(BY_NAME[name], words), None)
    return overheard


@given(ACTIONS)
def test_the_command_asks_for_the_same(action: dict[str, Any]) -> None:
    request = wanted(action)
    there = typed(command(request, repo="https://example.com/a b.git"))
    assert there.request == request
    assert there.repo == "https://example.com/a b.git"
    here = typed(command(request))
    assert (here.request, here.repo, here.push) == (request, ".", True)


def test_a_version_beside_a_commit_is_the_new_one() -> None:
    assert wanted({"action": "assign", "artifact": "a", "stage": "s", "commit": "c", "version": "v1.0.0"}) == Assign(
        "a", "s", ref="c", new_version="v1.0.0"
    )


def test_what_is_empty_was_not_said() -> None:
    assert wanted({"action": "register", "artifact": "a", "commit": "", "version": "", "message": ""}) == Register("a")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"action": "assign"}, "stage"),
        ({"action": "unassign", "stage": "prod"}, "version"),
        ({"action": "unassign", "version": "v1.0.0"}, "stage"),
        ({"action": "deregister"}, "version"),
        ({"action": "register", "version": "v1.0.0", "bump": "major"}, "bump"),
        ({"action": "register", "bump": "huge"}, "bump"),
        ({"action": "register", "commit": "a\nb"}, "commit"),
        ({"action": "register", "commit": "--all"}, "commit"),
        ({"action": "register", "message": "a\0b"}, "message"),
        ({"action": "explode"}, "action"),
    ],
)
def test_the_field_that_is_wrong_is_named(fields: dict[str, Any], wrong: str) -> None:
    with pytest.raises(WrongInput) as failure:
        wanted({"artifact": "churn", **fields})
    assert list(failure.value.fields) == [wrong]
