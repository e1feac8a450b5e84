"""The runner: takes what the server has for it, runs it, pushes what came of it, and tells how it goes.

Whatever happens to it, an experiment of a name under a baseline is made once: who takes over looks for it on the remote
first, and it is pushed only where there is none. While the server is away a run goes on; when it is back, it hears the
rest.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gto.errors import GitFailed, GtoError, PushRefused
from gto_studio.errors import HostUnreachable, LeaseLost
from gto_studio.rules import run_failures
from gto_studio.rules.run_failures import RunFailure
from gto_studio.rules.workplace_config import local_config
from gto_studio.running import workplaces
from gto_studio.running.programs import Log, Program
from gto_studio.running.server import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gto_studio.running.server import Server, Wanted, Work
    from gto_studio.running.workplaces import Workplace

#: What is new in the log is told this often.
TELL_SECONDS = 2.0
#: A server that is away is asked again after so long.
AWAY_SECONDS = 2.0
#: So long it may be away before an experiment is pushed without its word; and before nobody waits to tell it the end.
PATIENCE_SECONDS = 3_600.0
#: A program is looked at this often.
LOOK_SECONDS = 0.2


class Halt(Exception):
    """Stop, and leave nothing: somebody called it off, it is in other hands by now, or we were told to end."""

    def __init__(self, report: Report | None) -> None:
        """`report`: what the server is told of it; None: nothing."""
        super().__init__()
        self.report = report


class RunFailed(GtoError):
    """An experiment that cannot be run, and why."""

    def __init__(self, failure: RunFailure) -> None:
        super().__init__(failure.message, hint=failure.hint)
        self.failure = failure
        self.code = failure.code


@dataclass(frozen=True, slots=True)
class Runner:
    """`folder`: for copies, places and data that are kept; `repositories`: clones of somebody's, with their data."""

    server: Server
    wanted: Wanted
    folder: Path
    repositories: list[str]
    env: Mapping[str, str]
    say: Callable[[str], None]
    ended: threading.Event

    def run(self, *, once: bool = False) -> None:
        """Take one experiment after the other until told to end; `once`: one, or none if none waits."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        away = False
        while not self.ended.is_set():
            workplaces.clear_leftovers(self.folder)
            try:
                work, wait = self.server.claim(self.wanted)
            except HostUnreachable as error:
                if not away:
                    self.say(f"{error.message}; asking again until it is back")
                away = True
                self.ended.wait(AWAY_SECONDS)
                continue
            if away:
                self.say("The server is back")
                away = False
            if work is not None:
                self._carry_out(work)
            elif not once:
                self.ended.wait(wait)
            if once:
                return

    def _carry_out(self, work: Work) -> None:
        self.say(f"{work.project_name}: {work.name} on {work.baseline:.7}, queued by {work.author}")
        log = Log()
        with _Pulse(self.server, work, log, self.ended) as pulse:
            try:
                report: Report | None = self._experiment(work, pulse, log)
            except Halt as halt:
                report = halt.report
            except (GtoError, OSError) as error:
                report = Report("failed", error=_failure(error))
        if report is None:
            self.say(f"{work.name} is in other hands by now; nothing was pushed")
            return
        if report.error is not None:
            self.say(f"{work.name} failed: {report.error['message']}")
        else:
            self.say(f"{work.name} is {report.state}")
        self._tell(work, Report(report.state, log.text(), report.ref, report.commit, report.error))

    def _tell(self, work: Work, report: Report) -> None:
        """Tell how it ended, as soon as the server is there."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while not self._is_told(work, report) and time.monotonic() < patience:
            if self.ended.wait(AWAY_SECONDS):
                return  # whoever takes over finds what was pushed

    def _is_told(self, work: Work, report: Report) -> bool:
        try:
            self.server.report(work, report)
        except HostUnreachable:
            return False
        except LeaseLost:
            self.say(f"{work.name} is in other hands by now")
        return True

    def _experiment(self, work: Work, pulse: _Pulse, log: Log) -> Report:
        source = workplaces.source(work, self.repositories, self.folder)
        pulse.check()
        if commit := workplaces.there(source, work.ref):
            log.say(f"{work.name} is on the remote already, as {commit:.7}")
            return Report("done", ref=work.ref, commit=commit)
        with workplaces.workplace(work, source, self.folder) as place:
            pulse.check()
            workplaces.change(work, place)
            here = _Here(work, place, self._variables(work, place), pulse, log)
            has_remote = _settle_data(place, self.folder)
            commit = here.run(has_remote=has_remote)
            if has_remote:
                here.push_data()
            pulse.confirm()
            log.say(f"push {work.ref}")
            commit = workplaces.publish(place, work.ref, commit)
        return Report("done", ref=work.ref, commit=commit)

    def _variables(self, work: Work, place: Workplace) -> dict[str, str]:
        """What programs of a run see: that of the runner, and by what their live metrics arrive."""
        return {
            **self.env,
            **self.server.surroundings,
            "DVC_STUDIO_REPO_URL": work.repository_url,
            "DVC_NO_ANALYTICS": "1",
            "DVC_EXP_AUTO_PUSH": "false",  # as `dvc studio login` has it; we push when all is well
            "DVC_SITE_CACHE_DIR": f"{place.root}.dvc",  # what it would keep elsewhere for each clone, for ever
            "GTO_EXPERIMENT": work.name,
            "GTO_BASELINE": work.baseline,
        }


@dataclass(frozen=True, slots=True)
class _Here:
    """A workplace in which something is run."""

    work: Work
    place: Workplace
    env: Mapping[str, str]
    pulse: _Pulse
    log: Log

    def run(self, *, has_remote: bool | None) -> str:
        """Run the experiment; the commit that came of it. RunFailed. `has_remote` None: DVC has no part in it."""
        name = self.work.name
        usual = ["dvc", "exp", "run", "--name", name, *(["--pull"] if has_remote else [])]
        command = self.work.command
        if command is None:
            self._run(usual, "dvc exp run", limit=self.work.time_limit)
        else:
            if has_remote is not None:  # what is missing then, the command will say itself
                verb = "pull" if has_remote else "checkout"
                self._run(["dvc", verb], f"dvc {verb}", must=False)
            self._run(["sh", "-c", command], command, limit=self.work.time_limit, env=self._as_experiment())
        commit = workplaces.result(self.place, self.work.ref)
        if commit is None and command is not None and has_remote is not None:  # one that knows nothing of experiments
            self._run(["dvc", "exp", "save", "--name", name], "dvc exp save")
            commit = workplaces.result(self.place, self.work.ref)
        if commit is None:
            raise RunFailed(run_failures.without_result(command or "dvc exp run"))
        return commit

    def push_data(self) -> None:
        """Data first: an experiment that others see is one that they can get whole."""
        try:
            self._run(["dvc", "push"], "dvc push")
        except RunFailed as error:
            raise RunFailed(run_failures.of_push(error.failure)) from None

    def _as_experiment(self) -> dict[str, str]:
        """By which DVCLive tells of itself under the experiment's name, as within `dvc exp run`."""
        return {"DVC_EXP_BASELINE_REV": self.work.baseline, "DVC_EXP_NAME": self.work.name}

    def _run(
        self,
        words: Sequence[str],
        shown: str,
        *,
        limit: float | None = None,
        env: Mapping[str, str] | None = None,
        must: bool = True,
    ) -> None:
        """To its end, or to that of our patience. Halt, and RunFailed if it `must` end well."""
        self.log.say(f"$ {shown}")
        began, said = time.monotonic(), Log(self.log)
        with Program(words, at=self.place.folder, env={**self.env, **(env or {})}, log=said) as program:
            while (code := program.wait(LOOK_SECONDS)) is None:
                self.pulse.check()
                if limit is not None and time.monotonic() - began > limit:
                    raise RunFailed(run_failures.of_time(limit))
        if code != 0 and must:
            raise RunFailed(run_failures.of_program(shown, code, said.text()))


class _Pulse:
    """Tells the server that we are there, and what is new in the log; hears what it wants. A thread beside the run."""

    def __init__(self, server: Server, work: Work, log: Log, ended: threading.Event) -> None:
        self._server, self._work, self._log, self._ended = server, work, log, ended
        self._stopped = threading.Event()
        self._told = 0
        self._cancelled = self._lost = False
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> _Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def check(self) -> None:
        """Halt if it is not to go on."""
        if self._lost:
            raise Halt(None)
        if self._cancelled:
            raise Halt(Report("cancelled"))
        if self._ended.is_set():
            raise Halt(Report("queued"))

    def confirm(self) -> None:
        """Ask whether it still is ours, before something is done that others see. Halt.

        A server that stays away does not cost a result: nothing is overwritten on the remote, whatever it thinks.
        """
        patience = time.monotonic() + PATIENCE_SECONDS
        while not self._tell() and time.monotonic() < patience:
            self.check()
            self._ended.wait(AWAY_SECONDS)
        self.check()

    def _beat(self) -> None:
        often = max(0.1, min(TELL_SECONDS, self._work.lease_seconds / 4))
        renewed = time.monotonic()
        while not self._stopped.wait(often):
            due = time.monotonic() - renewed >= self._work.lease_seconds / 4
            if (due or self._log.heard != self._told) and self._tell():
                renewed = time.monotonic()

    def _tell(self) -> bool:
        """Whether the server answered."""
        heard = self._log.heard
        try:
            cancelled = self._server.report(self._work, Report(log=None if heard == self._told else self._log.text()))
        except HostUnreachable:
            return False
        except LeaseLost:
            self._lost = True
        except GtoError:  # it has a bug, or our token has gone; the end of the run will show
            return False
        else:
            self._cancelled = self._cancelled or cancelled
            self._told = heard
        return True


def _settle_data(place: Workplace, folder: Path) -> bool | None:
    """Let DVC find in the clone what it finds where that is from; whether there is a data remote to push to. None: it
    is no DVC project."""
    root = _dvc_root(place)
    if root is None:
        return None
    beside: str | None = None
    if place.source.own:
        cache: str | None = str(folder / "data" / Path(place.source.path).stem)
    else:
        beside = os.path.join(place.source.path, os.path.relpath(root, place.root), ".dvc")
        cache = os.path.join(beside, "cache")
        if not os.path.isdir(cache):  # wherever its owner has told DVC to keep it
            cache = None
    local = b"" if beside is None else _content(os.path.join(beside, "config.local"))
    config = local_config(
        _content(os.path.join(root, ".dvc", "config")),
        local,
        cache=cache,
        relative_to=None if beside is None else os.path.normpath(beside),
    )
    Path(root, ".dvc", "config.local").write_text(config.text)
    return config.has_remote


def _dvc_root(place: Workplace) -> str | None:
    here = place.folder
    while True:
        if os.path.isdir(os.path.join(here, ".dvc")):
            return here
        if here == place.root:
            return None
        here = os.path.dirname(here)


def _content(path: str) -> bytes:
    with suppress(FileNotFoundError):
        return Path(path).read_bytes()
    return b""


def _failure(error: GtoError | OSError) -> dict[str, str | None]:
    """A failure as the server is told it."""
    said = str(error) if isinstance(error, OSError) else f"{error.message} {error.hint or ''}"
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or (isinstance(error, GitFailed | PushRefused | OSError) and run_failures.is_full(said)):
        return run_failures.DISK_FULL._asdict()
    if isinstance(error, OSError):
        return {"code": "runner-failed", "message": f"The runner cannot work: {error}", "hint": None}
    return {"code": error.code, "message": error.message.strip(), "hint": error.hint}
