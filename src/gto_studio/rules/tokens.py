"""What API tokens look like and which scopes they ask for; and codes that people compare. No hashing, no SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.errors import WrongInput
from gto_studio.rules.access import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

#: By which people and scanners of secrets know a token of ours; clients of the earlier Studio look for it, too.
PREFIX = "isat_"
#: The VS Code extension takes no token that is shorter.
LEAST = 53
HINT_LENGTH = len(PREFIX) + 4

#: Letters and digits that nobody takes for one another.
CODE_SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH = 8

#: Names of scopes that the first clients used.
OLD_NAMES = {
    "live": Scope.EXPERIMENTS,
    "dvc_experiment": Scope.EXPERIMENTS,
    "view_url": Scope.EXPERIMENTS,
    "dql": Scope.DATASETS,
    "download_model": Scope.MODELS,
}
#: What a program gets that names none.
DEVICE_SCOPES = frozenset({Scope.EXPERIMENTS, Scope.DATASETS, Scope.MODELS})


def looks_like_token(text: str) -> bool:
    """Whether it is worth asking the database."""
    return text.startswith(PREFIX) and LEAST <= len(text) <= 200 and text.isascii()


def scopes(names: Iterable[str]) -> frozenset[Scope]:
    """Scopes by their names; raises WrongInput for a name that is none."""
    try:
        return frozenset(Scope(name) for name in names)
    except ValueError:
        known = ", ".join(scope.value for scope in Scope)
        raise WrongInput("There is no such scope", fields={"scopes": f"some of {known}"}) from None


def device_scopes(names: Iterable[str] | None) -> frozenset[Scope]:
    """Scopes as clients ask for them, in any case, by old and new names; none: the default. Unknown ones are left out:
    what a program asks for in vain, it does not get.

    Only those meant for programs are given this way: nobody should press *allow* and hand out the server.
    """
    found = set[Scope]()
    for name in names or ():
        word = name.lower()
        scope = OLD_NAMES.get(word) or next((one for one in DEVICE_SCOPES if one.value == word), None)
        if scope:
            found.add(scope)
    return frozenset(found) or DEVICE_SCOPES


def shown_code(code: str) -> str:
    """A code for people, in two halves: ABCD-1234."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def read_code(text: str) -> str:
    """A code as somebody typed it, as it is stored."""
    return "".join(sign for sign in text.upper() if sign in CODE_SIGNS)
