"""Kills at every moment of a command, not at times that happen to hit: a clock knows nothing of how far it has come.

A moment is whatever gto or git does that another process could notice: gto opens a file to write, renames, removes or
locks one, or starts a git; git is about to change refs, has locked them, has changed them, receives a push. Where a
moment lies is told from inside: by an audit hook of Python, and by hooks of git in the repositories that are watched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shell import GTO, Shell

#: What gto is started with. Its own moments, and the number that those of git need to kill it.
SITECUSTOMIZE = """\
import os, sys

WRITING = os.O_WRONLY | os.O_RDWR
NOTICED = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate", "os.posix_spawn", "fcntl.flock"}
os.environ["MOMENTS_OF"] = str(os.getpid())
log = os.open(os.environ["MOMENTS"], os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)


def hear(event, args):
    if event in NOTICED or (event == "open" and args[2] & WRITING and not str(args[0]).startswith("/dev/")):
        os.write(log, f"gto {event}\\n".encode())
        if os.pread(log, 1 << 20, 0).count(b"\\n") == int(os.environ["MOMENTS_UNTIL"]):
            os.kill(os.getpid() if os.environ["MOMENTS_WHOM"] == "gto" else 0, 9)


sys.addaudithook(hear)
"""
#: A hook of git; of its arguments the first is a state of the transaction.
HOOK = """\
#!/bin/sh
[ -n "$MOMENTS" ] || exit 0
echo "git {hook} $1" >> "$MOMENTS"
[ "$(wc -l < "$MOMENTS")" -eq "$MOMENTS_UNTIL" ] || exit 0
kill -9 "$MOMENTS_OF"
[ "$MOMENTS_WHOM" = gto ] || kill -9 0
"""
HOOKS = ("reference-transaction", "pre-push", "pre-receive", "post-receive")
NEVER = 0


@dataclass(frozen=True)
class Moments:
    """Of one command in the repository of `shell`; the hooks of `repositories` are overwritten."""

    shell: Shell
    folder: Path
    repositories: Sequence[Path]

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "sitecustomize.py").write_text(SITECUSTOMIZE)
        for hooks in (path / "hooks" for path in self.repositories):
            hooks.mkdir(exist_ok=True)
            for hook in HOOKS:
                (hooks / hook).write_text(HOOK.format(hook=hook))
                (hooks / hook).chmod(0o755)

    def of(self, *words: str) -> list[str]:
        """Run gto to its end; all moments it passes, in their order."""
        code, moments = self._run(words, NEVER, "nobody")
        assert code == 0
        return moments

    def kill(self, *words: str, until: int, whom: str) -> None:
        """Run gto, and kill it at the moment of this number, from 1: `gto` alone, or `gto and git`.

        On return nobody is left that it had started: a git that survived has come to its end.
        """
        code, moments = self._run(words, until, whom)
        assert code == -9, moments

    def _run(self, words: Sequence[str], until: int, whom: str) -> tuple[int, list[str]]:
        log = self.folder / "moments"
        log.unlink(missing_ok=True)
        more = {
            "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1",
            "MOMENTS": str(log), "MOMENTS_UNTIL": str(until), "MOMENTS_WHOM": whom,
        }  # fmt: skip
        everybody_left, inherited = os.pipe()
        process = subprocess.Popen(
            [GTO, *words], cwd=self.shell.path, env=os.environ | dict(self.shell.env) | more, pass_fds=[inherited],
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(inherited)
        code = process.wait()
        os.read(everybody_left, 1)
        os.close(everybody_left)
        return code, log.read_text().splitlines()
