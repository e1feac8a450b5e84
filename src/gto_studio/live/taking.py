"""Posts → rows. However many posts wait, they are one transaction; each is answered once it is on the disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gto_studio.errors import NotFound, StudioError, WrongAddress
from gto_studio.live.finding import repositories_at
from gto_studio.rules import runs
from gto_studio.rules.access import Need, Scope, decide
from gto_studio.rules.posts import NO_COMMIT, place_of
from gto_studio.store.owned import jobs
from gto_studio.store.owned import runs as store_of_runs
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.runs import PlotRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from gto_studio.rules.access import Actor
    from gto_studio.rules.posts import Post
    from gto_studio.rules.runs import Run
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.store.owned.runs import Key

#: Scopes of tokens that are enough to tell of a run, beside those that may write anything.
ENOUGH = frozenset({Scope.EXPERIMENTS, Scope.RUNNER})
#: Images of one run take no more room than this.
IMAGES_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """A post, and who sent it."""

    actor: Actor
    post: Post


#: Where the run of a post is written down, or why nowhere.
Places = list["RepositoryRow"] | StudioError


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a post: the runs it is of, one a repository at that address, and what was left out of it."""

    runs: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a run: started, data, done."""

    team: str
    repository: str
    kind: str  # started, data, done
    run: str


def take(
    store: Store, batch: Sequence[Told], now: float, *, tell: Callable[[Connection, Sequence[News]], None]
) -> list[Taken | StudioError]:
    """Write down what the posts say, in their order. One that cannot be taken has its error in the place of an answer.

    `tell` is called in the transaction, with what pages are to hear.
    """
    with store.reading() as connection:
        places = [_places(connection, told) for told in batch]
        behind = _behind(connection, batch, places)
    writer = _Batch(now)
    answers: list[Taken | StudioError] = []
    with store.writing() as connection:
        for repository in sorted(behind):  # jobs before anything else, as whoever removes a repository takes them
            jobs.want(connection, jobs.SYNC, repository)
        writer.open(connection, batch, places)
        for told, there in zip(batch, places, strict=True):
            answers.append(there if isinstance(there, StudioError) else writer.add(told.post, there))
        writer.write(connection)
        tell(connection, writer.news)
    return answers


def _places(connection: Connection, told: Told) -> Places:
    """Whose run it is. Of several repositories at the address, those of teams in which who sends may write."""
    try:
        found = repositories_at(connection, told.actor, told.post.repo_url)
    except (WrongAddress, NotFound) as error:
        return error
    refusals = {row.id: decide(told.actor, Need.EDIT, row.team, also=ENOUGH) for row in found}
    allowed = [row for row in found if refusals[row.id] is None]
    return allowed or next(refused for refused in refusals.values() if refused)


def _behind(connection: Connection, batch: Sequence[Told], places: Sequence[Places]) -> set[str]:
    """The repositories that a run starts from a commit of which we have not seen: perhaps it was pushed just now."""
    wanted: dict[str, set[str]] = {}
    for told, there in zip(batch, places, strict=True):
        if told.post.kind == "start" and told.post.baseline != NO_COMMIT and not isinstance(there, StudioError):
            for row in there:
                wanted.setdefault(row.id, set()).add(told.post.baseline)
    return {id for id, ids in wanted.items() if ids - store_of_runs.committed(connection, id, ids)}


class _Batch:
    """The runs that a batch is about: as they were, and as its posts leave them."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.news: list[News] = []
        self._runs: dict[Key, Run] = {}
        self._made: set[str] = set()
        self._emptied: set[str] = set()
        self._plots: dict[str, dict[str, PlotRow]] = {}
        self._changed: dict[tuple[str, int], PlotRow] = {}
        self._points: dict[tuple[str, int, int], str] = {}
        self._images: dict[tuple[str, int], bytes] = {}

    def open(self, connection: Connection, batch: Sequence[Told], places: Sequence[Places]) -> None:
        """Take hold of the runs, and see what is known of them."""
        wanted: dict[Key, Run] = {}
        for told, there in zip(batch, places, strict=True):
            for row in [] if isinstance(there, StudioError) else there:
                post = told.post
                key = (row.id, post.baseline, post.name)
                if key not in wanted:
                    wanted[key] = runs.Run(new_id(self.now), *key, self.now, self.now)
        self._runs = store_of_runs.taken(connection, wanted) if wanted else {}
        self._made = {wanted[key].id for key in wanted} & {run.id for run in self._runs.values()}
        ids = [run.id for run in self._runs.values()]
        self._plots = {id: {row.file: row for row in rows} for id, rows in store_of_runs.plots(connection, ids).items()}

    def add(self, post: Post, there: Sequence[RepositoryRow]) -> Taken:
        problems: list[str] = list(post.problems)
        ids = [self._add(post, row, problems) for row in there]
        return Taken(tuple(ids), tuple(dict.fromkeys(problems)))

    def write(self, connection: Connection) -> None:
        if self._emptied:
            store_of_runs.empty(connection, self._emptied)
        store_of_runs.save(connection, list(self._runs.values()))
        store_of_runs.save_plots(connection, self._changed.values())
        store_of_runs.save_points(connection, self._points)
        store_of_runs.save_images(connection, self._images)

    def _add(self, post: Post, row: RepositoryRow, problems: list[str]) -> str:
        key = (row.id, post.baseline, post.name)
        before = self._runs[key]
        if runs.begins_anew(before, post):
            self._forget_plots(before.id)
        run = runs.told(before, post, self.now)
        for file, points in post.points.items():
            plot = self._plot(run, file, problems, image=False, last=max((step for step, _ in points), default=None))
            if plot is not None:
                self._points.update({(run.id, plot.number, step): text for step, text in points})
        for file, content in post.images.items():
            image = self._plot(run, file, problems, image=True, last=post.step, size=len(content))
            if image is not None:
                self._images[run.id, image.number] = content
        self._runs[key] = replace(run, problems=list(dict.fromkeys([*run.problems, *problems]))[:20])
        starts = run.id in self._made or post.kind == "start"
        self._made.discard(run.id)
        kind = "done" if post.kind == "done" else "started" if starts else "data"
        self.news.append(News(row.team, row.id, kind, run.id))
        return run.id

    def _plot(
        self, run: Run, file: str, problems: list[str], *, image: bool, last: int | None, size: int = 0
    ) -> PlotRow | None:
        """The plot under this name as it is from now on; None: there is no room for it."""
        known = self._plots.setdefault(run.id, {})
        place = place_of(run.subdir, file)
        there = known.get(place)
        if there is None and len(known) >= runs.FILES_MOST:
            problems.append(f"The run has {runs.FILES_MOST:,} plots; '{file}' was left out")
            return None
        if image and sum(row.size for row in known.values()) - (there.size if there else 0) + size > IMAGES_MOST:
            problems.append(f"The images of the run take {IMAGES_MOST:,} bytes; '{file}' was left out")
            return None
        steps = [step for step in (last, there.last if there and not image else None) if step is not None]
        number = there.number if there else 1 + max((row.number for row in known.values()), default=0)
        row = PlotRow(run.id, number, place, image, max(steps, default=None), size, self.now)
        known[place] = self._changed[run.id, number] = row
        return row

    def _forget_plots(self, id: str) -> None:
        self._emptied.add(id)
        self._plots.pop(id, None)
        self._changed = {key: row for key, row in self._changed.items() if key[0] != id}
        self._points = {key: row for key, row in self._points.items() if key[0] != id}
        self._images = {key: row for key, row in self._images.items() if key[0] != id}
