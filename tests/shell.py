"""A folder and a person at its shell: `git` and `gto` run as they do for anybody, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from surroundings import clock, minutes_later

#: The installed command. (`python -m gto` would import from the folder it is started in.)
GTO = Path(sys.executable).with_name("gto")
#: No single command of a test takes longer, whatever the machine is busy with.
SECONDS_MAX = 300


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True)
class Shell:
    """A folder, and what the environment has besides the usual surroundings."""

    path: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def run(self, *command: str | Path, stdin: str | bytes = b"", code: int | None = 0) -> Said:
        """Run a command to its end; `code` is the exit code it has to have (None: whichever)."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self.path,
            env=os.environ | dict(self.env),
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        said = Said(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))
        assert code is None or said.code == code, f"{command}: {said}"
        return said

    def gto(self, *words: str | Path, code: int | None = 0) -> Said:
        """Run gto. Whatever happens, nobody is shown a traceback or told of an unexpected error."""
        said = self.run(GTO, *words, code=None)
        assert "Traceback" not in said.err, said.err
        assert "Unexpected error" not in said.err, said.err
        assert code is None or said.code == code, f"gto {words}: {said}"
        return said

    def refused(self, *words: str | Path) -> str:
        """What gto says when it refuses: exit code 1, and on stderr one error, with its hint if it has one."""
        said = self.gto(*words, code=1)
        errors = [line for line in said.err.splitlines() if line.startswith("❌")]
        assert len(errors) == 1, said
        return said.err

    def git(self, *words: str | Path, stdin: str | bytes = b"", code: int | None = 0) -> str:
        return self.run("git", *words, stdin=stdin, code=code).out.strip()

    def commit(self, message: str, *, minute: int = 0, files: Mapping[str, str | bytes] | None = None) -> str:
        """Commit these files, or nothing, at a minute of the morning; give the commit's id."""
        for name, content in (files or {}).items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
            self.git("add", "--", name)
        self.at(minute).git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def tag(self, name: str, *, at: str = "HEAD", minute: int = 0, message: str = "m") -> str:
        """Make an annotated tag with git itself; give its object's id."""
        self.at(minute).git("tag", "--annotate", "--message", message, name, at)
        return self.git("rev-parse", f"refs/tags/{name}")

    def tags(self) -> list[str]:
        return self.git("for-each-ref", "--format=%(refname:strip=2)", "refs/tags").splitlines()

    def at(self, minute: int) -> Shell:
        """The same shell so many minutes after nine."""
        return self.having(clock(minutes_later(minute)))

    def having(self, env: Mapping[str, str]) -> Shell:
        return replace(self, env={**self.env, **env})

    def within(self, path: Path) -> Shell:
        return replace(self, path=path)


def new_repository(path: Path, *options: str, env: Mapping[str, str] | None = None) -> Shell:
    """An empty repository, its branch called main."""
    path.mkdir(parents=True, exist_ok=True)
    shell = Shell(path, dict(env or {}))
    shell.git("init", "--quiet", "--initial-branch=main", *options, ".")
    return shell
