"""A live run: how posts become its state, and how it is doing.

It is known by (repository, baseline, name): the pushed experiment will have the same baseline and name in its ref.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from gto_studio.rules.posts import PROBLEMS_MOST, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.rules.posts import Post, Said

State = Literal["running", "silent", "finished", "failed"]

#: So many files of each kind a run may have.
FILES_MOST = 2_000
#: Clients wait five seconds for an answer, then say the next thing: what was said before an end may come after it.
LATE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it is known now. Files are named from the repository's root; times are seconds since 1970 UTC."""

    id: str
    repository: str
    baseline: str  # zeros: no commit
    name: str
    started: float
    heard: float
    client: str = ""  # who began it: dvc, dvclive
    subdir: str = ""  # the DVC project's folder; "" is the root
    message: str | None = None
    step: int | None = None
    params: dict[str, Said] = field(default_factory=dict)
    metrics: dict[str, Said] = field(default_factory=dict)
    machine: dict[str, Any] | None = None
    problems: list[str] = field(default_factory=list)
    experiment_rev: str | None = None
    failed: bool = False
    ended: float | None = None
    quiet: bool = False  # pages were told that nothing is heard of it
    replaced: str | None = None  # the commit that is shown in its place


def begins_anew(run: Run, post: Post) -> bool:
    """Whether a post starts a run that was there before under the same name: what is known of that one is over."""
    return post.kind == "start" and (run.ended is not None or run.replaced is not None or run.step is not None)


def told(run: Run, post: Post, now: float) -> Run:
    """The run after a post. Params and metrics are whole files, so they are put in the place of earlier ones."""
    if begins_anew(run, post):
        run = Run(run.id, run.repository, run.baseline, run.name, now, now)
    subdir = run.subdir if post.subdir is None else post.subdir
    ended = run.ended
    failed = run.failed or bool(post.errors)
    if post.kind == "done":
        ended = now
        # `dvc exp run` makes a commit of whatever went well
        failed = bool(post.errors) or (post.client == "dvc" and post.experiment_rev is None)
    elif ended is not None and now - ended > LATE_SECONDS and _is_further(post.step, run.step):
        ended, failed = None, bool(post.errors)  # it goes on
    steps = [step for step in (run.step, post.step) if step is not None]
    return replace(
        run,
        client=run.client or post.client,
        subdir=subdir,
        message=run.message if post.message is None else post.message,
        step=max(steps) if steps else None,
        params=_merged(run.params, post.params, subdir),
        metrics=_merged(run.metrics, post.metrics, subdir),
        machine={**(run.machine or {}), **post.machine} if post.machine is not None else run.machine,
        problems=_joined(run.problems, [*post.problems, *post.errors]),
        experiment_rev=post.experiment_rev or run.experiment_rev,
        failed=failed,
        ended=ended,
        heard=now,
        quiet=False,
    )


def _is_further(step: int | None, known: int | None) -> bool:
    return step is not None and (known is None or step > known)


def state(run: Run, now: float, silent_seconds: float) -> State:
    """How it is doing; `silent`: nothing was heard of it for so long."""
    if run.ended is not None:
        return "failed" if run.failed else "finished"
    return "silent" if now - run.heard > silent_seconds else "running"


def is_replaced(run: Run, *, pushed_at: float | None, is_committed: bool) -> bool:
    """Whether the commit made for a run is there, so that it is shown instead.

    `is_committed`: the repository has the commit of `experiment_rev`. `pushed_at`: when the commit of the pushed
    experiment with its baseline and name was made; None: there is none. A run that goes on under a name that was
    pushed earlier is another one.
    """
    if is_committed:
        return True
    return pushed_at is not None and (run.ended is not None or pushed_at >= run.started)


def _merged(known: Mapping[str, Said], said: Mapping[str, Said], subdir: str) -> dict[str, Said]:
    found = {**known, **{place_of(subdir, file): what for file, what in said.items()}}
    return found if len(found) <= FILES_MOST else dict(list(found.items())[:FILES_MOST])


def _joined(known: list[str], said: list[str]) -> list[str]:
    return list(dict.fromkeys([*known, *said]))[:PROBLEMS_MOST]
