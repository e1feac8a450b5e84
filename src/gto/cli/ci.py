"""`gto ci`: the event behind the ref of a CI job, for its next steps. No registry tag: empty, and success."""

from __future__ import annotations

import os

from gto.cli.opening import opened
from gto.cli.render import json
from gto.errors import GtoError, WrongArgs
from gto.registry import tags
from gto.registry.listing import sentence
from gto.verbs import ci

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.verbs.ci import Outputs

STDOUT = "-"


def run(values: Values, screen: Screen) -> None:
    ref = values.text("ref")
    if ref is None:
        ref = ci.ref_of_job(os.environ)
    if ref is None:
        raise WrongArgs("No ref was given, and this is no CI job that names one", hint="gto ci TAG")
    form = values.text("format") or ("github" if os.environ.get("GITHUB_OUTPUT") else "shell")
    repository = opened(values, screen)
    row = next(iter(repository.check_ref(ref)), None)
    if row is None:
        _explain(ref, screen)
    text = _formatted(ci.outputs(repository, row), form)
    file = values.text("output") or (os.environ.get("GITHUB_OUTPUT") if form == "github" else None)
    if file in (None, "", STDOUT):
        screen.line(text.removesuffix("\n"))
        return
    _write(file or "", text, append=form == "github")
    if row is None:
        screen.say(f"'{ref}' is no registry event" if ref else "This job runs for no tag")
    else:
        screen.good(sentence(row))


def _formatted(outputs: Outputs, form: str) -> str:
    match form:
        case "github":
            return ci.github(outputs, f"gto-{os.urandom(16).hex()}")
        case "dotenv":
            return ci.dotenv(outputs)
        case "json":
            return json(outputs._asdict()) + "\n"
        case _:
            return ci.shell(outputs)


def _explain(ref: str, screen: Screen) -> None:
    """A tag in the registry's form that isn't here as one was most likely lost by the job's checkout."""
    tag = ref.removeprefix("refs/tags/")
    name = tags.parse(tag)
    if name is not None and name.action != "create":
        screen.warn(f"'{tag}' has the form of a registry tag, but here is no annotated tag of that name")
        screen.hint("git fetch --force --tags origin   (some checkouts leave the tag out, or without its annotation)")


def _write(file: str, text: str, *, append: bool) -> None:
    try:
        with open(file, "a" if append else "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise GtoError(f"Cannot write '{file}': {error.strerror}") from None
