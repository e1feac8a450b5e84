"""Queued experiments: what they may be called, how many there may be, and the tail of a log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gto_studio.errors import WrongInput

if TYPE_CHECKING:
    from collections.abc import Container

#: So many of a project wait or run.
WAITING_MOST = 200
#: What is kept of what a program prints: the end.
LOG_MOST = 64 * 1024
#: A run that nobody gave another limit is ended after a day; the longest is a month.
DAY = 24 * 3_600.0
TIME_LIMIT_MOST = 31 * DAY
#: Runners in a row that were not heard of again, before an experiment is given up.
ATTEMPTS_MOST = 3

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

_ADJECTIVES = (
    "amber azure brave brisk calm clear crisp dapper eager early fleet fresh gentle golden hardy hazel jolly keen "
    "light lively lucid mellow merry mild nimble novel plain polar prime quick quiet rapid ready rosy ruby sandy sharp "
    "silver sleek smart snowy solar sound spry steady sunny swift tidy topaz umber vivid warm wide windy young zesty"
)
_NOUNS = (
    "acorn aspen badger basin beech birch bison brook cedar comet coral crane creek delta dune eagle ember falcon fern "
    "finch fjord glade grove harbor heron island jasper kestrel lagoon lark laurel linden lynx maple marsh meadow mesa "
    "moss oak orbit otter pebble pine plover quartz raven reed ridge river robin sable sage shore sparrow summit tern "
    "thistle tide trail tulip valley walnut willow wren"
)


def check_name(name: str) -> str:
    """A name as DVC, Git and a command line take it. WrongInput."""
    if not _NAME.fullmatch(name) or ".." in name or name.endswith((".", ".lock")):
        raise WrongInput(
            f"'{name}' is no name of an experiment", fields={"name": "letters, digits, `-`, `_` and `.`, 100 at most"}
        )
    return name


def names(wanted: str | None, count: int, taken: Container[str], chance: int) -> list[str]:
    """So many names that are not taken. A wanted one stays as it is, for one experiment, and is numbered for several.

    `chance`: any number, from which names are made where none is wanted. WrongInput if the wanted one is taken.
    """
    if wanted is not None and count == 1:
        if wanted in taken:
            raise WrongInput(
                f"There is an experiment {wanted} of this commit already", fields={"name": "choose another one"}
            )
        return [check_name(wanted)]
    stem = check_name(wanted) if wanted is not None else made(chance)
    if wanted is None and count == 1 and stem not in taken:
        return [stem]
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        if (name := f"{stem}-{number}") not in taken:
            found.append(check_name(name))
    return found


def made(chance: int) -> str:
    """Two words that are easy to say, for a number."""
    adjectives, nouns = _ADJECTIVES.split(), _NOUNS.split()
    first, second = divmod(chance, len(nouns))
    return f"{adjectives[first % len(adjectives)]}-{nouns[second]}"


_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-Z\\-_]")


def tail(text: str, most: int = LOG_MOST) -> str:
    """The end of what a program printed, as a page can show it: no escapes, and of a line that was written over and
    over (a progress bar) the last state. At most so many bytes of UTF-8, from the beginning of a line."""
    text = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\0", "\ufffd")
    lines = [line.rpartition("\r")[2] if not line.endswith("\r") else line.split("\r")[-2] for line in text.split("\n")]
    whole = "\n".join(lines).encode("utf-8", "replace")
    if len(whole) <= most:
        return whole.decode()
    end = whole[-most:]
    cut = end.find(b"\n")
    return end[cut + 1 :].decode("utf-8", "ignore") if cut >= 0 else end.decode("utf-8", "ignore")
