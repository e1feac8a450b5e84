"""Makes the repository of a scenario, runs its commands with one of the programs, and reads the answers.

An answer is one text: standard output, then lines `[stderr] …`, then `[exit N]` unless it is 0. Only what
cannot be the same is evened out: temporary paths, the wall clock, and the wording that a command-line
library gives to misuse.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from surroundings import settle

from .programs import ORACLE_VERSION, Program
from .scenario import PYTHON_PROMPT, Scenario, command_of

HERE = Path(__file__).parent
PRELUDE = HERE / "scenarios" / "prelude.sh"
SESSION = HERE / "ask.py"

GIVEN_STARTS = 1640995200  # 2022-01-01, midnight UTC
STEPS_START = GIVEN_STARTS + 86400
DATED_BY_THE_WALL_CLOCK = GIVEN_STARTS + 3 * 365 * 86400


class Answer(NamedTuple):
    out: str
    err: str
    code: int

    def __str__(self) -> str:
        told = [f"[stderr] {line}" for line in compared(self.err)]
        left = [f"[exit {self.code}]"] if self.code else []
        return "\n".join([*printed(self.out), *told, *left])


def answers(program: Program, scenario: Scenario, root: Path) -> list[Answer]:
    """What the program says to each step, in a repository of its own under `root`."""
    make_repository(program, scenario, root)
    said = []
    for number, step in enumerate(scenario.steps):
        clock = STEPS_START + 60 * number
        before = tags(root)
        said.append(answer(program, command_of(step), root, clock))
        redate(root, before, clock)
    return said


def remembered_answers(program: Program, scenario: Scenario, root: Path, memory: Path) -> list[Answer]:
    """The same for a program that never changes: asked once, then read from `memory`."""
    asked = [ORACLE_VERSION, scenario.given, *map(command_of, scenario.steps)]
    asked += [path.read_text() for path in (PRELUDE, SESSION, Path(__file__))]
    entry = memory / (hashlib.sha256("\0".join(asked).encode()).hexdigest() + ".json")
    if not entry.exists():
        draft = entry.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(answers(program, scenario, root)))
        draft.rename(entry)
    return [Answer(*remembered) for remembered in json.loads(entry.read_text())]


def make_repository(program: Program, scenario: Scenario, root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("tmp", "repo"):
        (root / folder).mkdir(parents=True)
    done = shell(program, "git init -q\n" + scenario.given, root, GIVEN_STARTS, "-eu")
    if done.returncode:
        raise ValueError(f"the repository of {scenario.name} cannot be made: {done.stderr}")


def answer(program: Program, command: str, root: Path, clock: int) -> Answer:
    if command.startswith(PYTHON_PROMPT):
        command = f"python {SESSION} <<'END OF SESSION'\n{command}\nEND OF SESSION"
    done = shell(program, command, root, clock)
    return Answer(even(done.stdout, root), even(done.stderr, root), done.returncode)


def shell(program: Program, script: str, root: Path, clock: int, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", *options, "-c", f". {PRELUDE}\n{script}"],
        cwd=root / "repo",
        env=environment(program, root, clock),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=300,
    )


def environment(program: Program, root: Path, clock: int) -> dict[str, str]:
    return {
        **settle(root / "home"),
        "PATH": f"{program.bin}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(root / "tmp"),
        "ROOT": str(root),
        "COLUMNS": "500",  # GTO 1.10.1 breaks lines even when it writes to a pipe
        "CLOCK": str(clock),
        "GIT_AUTHOR_DATE": f"{clock} +0000",
        "GIT_COMMITTER_DATE": f"{clock} +0000",
    }


def even(text: str, root: Path) -> str:
    text = re.sub(re.escape(str(root)) + r"/tmp/[\w.-]+", "<temporary folder>", text)
    text = text.replace(str(root), "<root>")
    return re.sub(r"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \[", "<time> [", text)


def printed(stdout: str) -> list[str]:
    """The lines of standard output. What nobody would see at its end is put in words."""
    *lines, rest = stdout.split("\n")
    if lines and not lines[-1]:
        lines[-1] = "[an empty line]"
    return [*lines, f"{rest}[no end of line]"] if rest else lines


def compared(stderr: str) -> list[str]:
    """What counts of standard error: of an error its sentence, of misuse that it is misuse, of a crash its end."""
    lines = stderr.splitlines()
    if stderr.startswith("Traceback"):
        return [lines[0], lines[-1]]
    if any(line.startswith("Error:") for line in lines):
        return ["Error:"]
    for number, line in enumerate(lines):
        if line.startswith("❌"):
            return lines[: number + 1]
    return [line for line in lines if not line.startswith("hint: ")]


def repositories(root: Path) -> list[Path]:
    return sorted([*root.glob("*/.git"), *root.glob("*.git")])


def tags(root: Path) -> dict[tuple[Path, str], str]:
    found = {}
    for git_dir in repositories(root):
        for line in git(git_dir, "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags").splitlines():
            tag_id, name = line.split(" ", 1)
            found[git_dir, name] = tag_id
    return found


def redate(root: Path, before: dict[tuple[Path, str], str], clock: int) -> None:
    """Gives tags that a step dated by the wall clock the time of the step.

    GTO 1.10.1 cannot be told what time it is, and later steps sort and print by it.
    """
    for (git_dir, name), tag_id in tags(root).items():
        if before.get((git_dir, name)) == tag_id:
            continue
        text = git(git_dir, "cat-file", "-p", tag_id)
        dated = re.search(r"(?m)^(tagger .*> )(\d+) [+-]\d{4}$", text)
        if dated and int(dated[2]) > DATED_BY_THE_WALL_CLOCK:
            text = text[: dated.start()] + f"{dated[1]}{clock} +0000" + text[dated.end() :]
            new_id = git(git_dir, "hash-object", "-t", "tag", "-w", "--stdin", stdin=text).strip()
            git(git_dir, "update-ref", name, new_id)


def git(git_dir: Path, *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        ["git", f"--git-dir={git_dir}", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
    )
    return done.stdout
