"""A registry action: as JSON (`shapes.Request`), as the library's request, and as a command. All on one page."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from gto.registry.requests import Assign, Deprecate, Deregister, Register, Request, Unassign
from gto_studio.errors import WrongInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.registry.versions import Bump

#: Refs in `shapes.Request.commit`: whatever `git rev-parse` takes, but never what it would take for an option.
REF_MOST = 1_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def wanted(action: Mapping[str, Any]) -> Request:
    """The library's request for an action. WrongInput says which field is missing or of no use."""
    artifact = str(action["artifact"])
    version, stage, ref = _text(action, "version"), _text(action, "stage"), _ref(action)
    message, force = _text(action, "message"), action.get("force") is True
    if message is not None and "\0" in message:
        raise WrongInput("A message cannot contain a NUL character", fields={"message": "take out the NUL character"})
    match action["action"]:
        case "register":
            return Register(artifact, ref or "HEAD", version, _bump(action), message, None, force)
        case "assign":
            return Assign(
                artifact,
                _needed(stage, "stage"),
                version=None if ref else version,
                ref=ref,
                new_version=version if ref else None,
                message=message,
                force=force,
            )
        case "unassign":
            named = version if ref else _needed(version, "version")
            return Unassign(artifact, _needed(stage, "stage"), named, ref, message, None, force)
        case "deregister":
            return Deregister(artifact, version if ref else _needed(version, "version"), ref, message, None, force)
        case "deprecate":
            return Deprecate(artifact, ref, message, None, force)
        case other:
            raise WrongInput(f"There is no action '{other}'", fields={"action": "register, assign, unassign, …"})


def command(request: Request, *, repo: str | None = None) -> str:
    """What to type for the same on a command line: on the remote itself if `repo` is its address, else in a clone."""
    words: list[str | None]
    match request:
        case Register():
            words = ["register", request.artifact, *_unless(request.ref, "HEAD")]
            words += _option("--version", request.version)
            words += [f"--bump-{request.bump}"] if request.bump else []
        case Assign():
            words = ["assign", request.artifact, *_unless(request.ref, None)]
            words += [*_option("--version", request.new_version or request.version), "--stage", request.stage]
        case Unassign():
            words = ["deprecate", request.artifact, request.version or request.ref, request.stage]
        case Deregister():
            words = ["deprecate", request.artifact, request.version or request.ref]
        case Deprecate():
            words = ["deprecate", request.artifact, *_option("--ref", request.ref)]
        case _:
            raise AssertionError(request)
    words += _option("--message", request.message)
    words += ["--force"] if request.force else []
    words += ["--repo", repo] if repo else ["--push"]
    return shlex.join(["gto", *(word for word in words if word is not None)])


_PARTS: dict[str, Bump] = {"major": "major", "minor": "minor", "patch": "patch"}


def _bump(action: Mapping[str, Any]) -> Bump | None:
    part = _text(action, "bump")
    if part is None:
        return None
    if part not in _PARTS:
        raise WrongInput("That is no part of a version", fields={"bump": "major, minor or patch"})
    if _text(action, "version"):
        raise WrongInput("A version has a number or is the next one", fields={"bump": "not beside a version"})
    return _PARTS[part]


def _text(action: Mapping[str, Any], field: str) -> str | None:
    value = action.get(field)
    return value if isinstance(value, str) and value else None


def _ref(action: Mapping[str, Any]) -> str | None:
    ref = _text(action, "commit")
    if ref is not None and (ref.startswith("-") or len(ref) > REF_MOST or _CONTROL.search(ref)):
        raise WrongInput("That is no commit", fields={"commit": "a commit id, a branch or a tag"})
    return ref


def _needed(value: str | None, field: str) -> str:
    if value is None:
        raise WrongInput(f"Which {field}?", fields={field: "is missing"})
    return value


def _unless(ref: str | None, default: str | None) -> list[str | None]:
    return [] if ref == default else [ref]


def _option(flag: str, value: str | None) -> list[str | None]:
    """An option with its value; one that begins with a dash would be taken for an option itself."""
    if not value:
        return []
    return [f"{flag}={value}"] if value.startswith("-") else [flag, value]
