"""The story runner notices what it is there to notice."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from time import monotonic

import pytest

import story
from story import BrokenStory, Step, read, retell


def console(*lines: str) -> str:
    return "\n".join(["```console", *lines, "```", ""])


def test_a_true_story_does_not_change(tmp_path: Path) -> None:
    true = console("$ echo one; echo two >&2", "one", "two", "$ true", "$ false", "[exit 1]")
    assert retell(true, tmp_path) == true


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param(["$ echo new", "old"], ["$ echo new", "new"], id="wrong output"),
        pytest.param(["$ true", "noise"], ["$ true"], id="output where there is none"),
        pytest.param(["$ echo new"], ["$ echo new", "new"], id="output that is not written down"),
        pytest.param(["$ (exit 4)"], ["$ (exit 4)", "[exit 4]"], id="an unexpected failure"),
        pytest.param(["$ true", "[exit 1]"], ["$ true"], id="an unexpected success"),
        pytest.param(["$ (exit 4)", "[exit 1]"], ["$ (exit 4)", "[exit 4]"], id="another exit code"),
        pytest.param(["$ printf 'a '", "a "], ["$ printf 'a '", "a"], id="blanks that editors remove"),
    ],
)
def test_a_false_story_is_told_as_it_is(written: list[str], told: list[str], tmp_path: Path) -> None:
    assert retell(console(*written), tmp_path) == console(*told)


def test_a_command_that_bash_cannot_parse_fails_alone(tmp_path: Path) -> None:
    told = retell(console("$ echo 'open", "$ echo still here"), tmp_path)
    assert "unexpected EOF" in told
    assert "$ echo still here\nstill here\n" in told


def test_a_command_goes_on_until_its_output_begins() -> None:
    pieces = read(console("$ cat <<END", "> # a title", ">", "> END", "# a title", "", "> not typed"))
    assert Step(2, "cat <<END\n# a title\n\nEND\n") in pieces


def test_blocks_share_one_session_and_one_folder(tmp_path: Path) -> None:
    told = retell(console("$ touch here; word=kept") + console("$ ls; echo $word"), tmp_path)
    assert "here\nkept\n" in told


def test_each_command_takes_a_minute(tmp_path: Path) -> None:
    told = retell(console("$ echo $GIT_AUTHOR_DATE", "$ echo $GIT_COMMITTER_DATE"), tmp_path)
    assert "2026-03-01T09:00:00+0000" in told
    assert "2026-03-01T09:01:00+0000" in told


def test_nothing_of_the_person_who_runs_it_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTO_EMOJIS", "false")
    told = retell(console("$ env | grep GTO", "$ git var GIT_AUTHOR_IDENT", "$ test -t 1 || cd && pwd"), tmp_path)
    assert told == console(
        "$ env | grep GTO",
        "[exit 1]",
        "$ git var GIT_AUTHOR_IDENT",
        "Jo Tester <jo@example.com> 1772355660 +0000",
        "$ test -t 1 || cd && pwd",
        "~",
    )


def test_the_programs_of_this_environment_come_first() -> None:
    assert story.path_to_this_environment().endswith(os.environ["PATH"])


def test_set_up_is_run_but_not_shown(tmp_path: Path) -> None:
    hidden = "<!-- story: setup\necho told > file; echo noise\n-->\n"
    assert retell(hidden + console("$ cat file", "told"), tmp_path) == hidden + console("$ cat file", "told")


def test_set_up_must_succeed(tmp_path: Path) -> None:
    with pytest.raises(BrokenStory, match=r"line 1: this set-up failed with 1:\nno such luck"):
        retell("<!-- story: setup\necho no such luck; false\n-->\n", tmp_path)


def test_a_session_that_ends_early_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(BrokenStory, match=r"line 3: this command ended the session, after printing:\nbye"):
        retell(console("$ true", "$ echo bye; exit", "$ true"), tmp_path)


def test_a_story_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "SECONDS_MAX", 0.2)
    with pytest.raises(BrokenStory, match=r"line 2: this command took the story over 0.2 seconds"):
        retell(console("$ sleep 60"), tmp_path)


def test_what_a_story_leaves_running_neither_delays_nor_survives_it(tmp_path: Path) -> None:
    told = retell(console("$ sleep 60 & echo $!"), tmp_path)
    left = told.splitlines()[2]
    patience = monotonic() + 90  # a process that was killed ends when a busy system comes round to it
    while state_of(left) not in {"", "Z"}:
        assert monotonic() < patience, "still running"


def state_of(process: str) -> str:
    said = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True, text=True).stdout
    return said.strip()[:1]


def test_other_blocks_are_only_text(tmp_path: Path) -> None:
    text = "````markdown\n" + "```console\nnothing to run\n```\n" + "````\n\n```sh\nmake test\n```\n"
    assert retell(text, tmp_path) == text


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("```console\n$ true\n", "line 1: nothing closes this block"),
        (console("true"), "line 2: a console block starts with a command"),
        ("```sh\n$ make\n```\n", "line 2: only `console` blocks are run"),
        ("1. So:\n   ```console\n   $ true\n   ```\n", "line 3: a console block stands at the margin"),
        ("<!-- story: skip -->\n", "line 1: write `<!-- story: setup`"),
    ],
)
def test_a_form_that_would_not_be_checked_is_refused(form: str, reason: str) -> None:
    with pytest.raises(BrokenStory, match=reason):
        read(form)
