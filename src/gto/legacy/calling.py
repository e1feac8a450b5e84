"""The two ways to call a function of `gto.api`: with a repository in front, or without one.

    api.assign("/srv/models", "churn", "prod", version="v1.2.3")    as in GTO 1.x
    api.assign("churn", stage="prod", version="v1.2.3")             in the current folder

Which of the two a call is, its shape decides, never what is on the disk or what a text looks like:

1. `repo=…` is given: that is the repository, and the other arguments are what follows it.
2. All arguments that the function needs are there with the first one taken as `repo`: it is the repository.
3. Otherwise the repository is the current folder, and what is missing now is a TypeError, as for any function.

So nothing that worked in GTO 1.x changes its meaning, and a repository is never mistaken for a name: in case 3 a
first argument that is a repository (an address, a Path, an object with `root_dir`, a folder that has a `.git`) is
refused with AmbiguousArg, since then some other argument was forgotten.
docs/decisions/0008-two-calling-forms.md
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from gto.errors import AmbiguousArg, NoRepo
from gto.registry.names import is_full_name
from gto.verbs.repository import is_address

R = TypeVar("R")

CURRENT_FOLDER = "."


def repository_may_be_left_out(
    *, complete: tuple[str, ...] = (), short: tuple[str, ...] = ()
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Let the first parameter, `repo`, be left out of a function's calls.

    `complete` are the arguments that a call of GTO 1.x has at least: those without a default, unless said otherwise.
    `short` are the parameters that positions stand for without `repo`: those behind it, unless said otherwise.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        form = _Form(function, complete, short)

        @wraps(function)
        def call(*args: Any, **options: Any) -> R:
            if "repo" in options:
                return function(**form.named(args, options))
            if form.is_complete(args, options):
                with form.advice(args[0]):
                    return function(*args, **options)
            if args and is_repository(args[0]):
                form.refuse(args, options)
            return function(CURRENT_FOLDER, **form.bound(args, options))

        return call

    return decorate


class _Form:
    """The parameters of one function, as its two forms see them."""

    def __init__(self, function: Callable[..., Any], complete: tuple[str, ...], short: tuple[str, ...]) -> None:
        parameters = [p for p in inspect.signature(function).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        self.name = function.__name__
        self.long = tuple(p.name for p in parameters)
        self.short = short or self.long[1:]
        self.complete = complete or tuple(p.name for p in parameters if p.default is p.empty)

    def is_complete(self, args: tuple[Any, ...], options: dict[str, Any]) -> bool:
        """Whether the call is one of GTO 1.x's, with the repository in front."""
        taken = self.long[: len(args)]
        return bool(args) and len(args) <= len(self.long) and {*taken, *options} >= set(self.complete)

    def bound(self, args: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
        """All arguments of a call without repository, by name."""
        if len(args) > len(self.short):
            raise TypeError(f"{self.name}() takes {len(self.short)} arguments beside `repo`, not {len(args)}")
        for name in self.short[: len(args)]:
            if name in options:
                raise TypeError(f"{self.name}() got multiple values for argument '{name}'")
        return {**dict(zip(self.short, args, strict=False)), **options}

    def named(self, args: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
        """All arguments of a call with `repo=…`, by name."""
        for value, one, other in zip(args, self.long[1:], self.short, strict=False):
            if one != other:
                raise AmbiguousArg(
                    f"{value!r} can be the `{one}` or the `{other}` of {self.name}()",
                    hint=f"say which: {one}={value!r} or {other}={value!r}",
                )
        return self.bound(args, options)

    def refuse(self, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        given = {*self.long[: len(args)], *options}
        lacking = ", ".join(f"`{name}`" for name in self.complete if name not in given)
        raise AmbiguousArg(
            f"'{args[0]}' is a repository; with one in front, {self.name}() needs {lacking}",
            hint=f"if an artifact is meant, name the arguments: {self.name}({self.short[0]}=…)",
        )

    @contextmanager
    def advice(self, first: object) -> Iterator[None]:
        """Tell who named an artifact where the repository goes how to name it."""
        try:
            yield
        except NoRepo:
            name = self.long[1] if len(self.long) > 1 else ""
            if not isinstance(first, str) or name not in ("name", "artifact") or not is_full_name(first):
                raise
            raise NoRepo(first, hint=f"the first argument is the repository; an artifact: {name}={first!r}") from None


def is_repository(value: object) -> bool:
    """Whether a value can hardly be meant as a name: an object, an address, or the top folder of a repository."""
    if not isinstance(value, str):
        return True
    if value in (".", "..") or os.path.exists(os.path.join(value, ".git")):
        return True
    return is_address(value) and not is_full_name(value)
