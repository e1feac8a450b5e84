"""What people and programs read: aligned, safe for a terminal, coloured only there."""

from __future__ import annotations

import os
import pty
import subprocess
from json import loads
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.cli import render
from gto.cli.render import Screen, key_values, table
from gto.errors import GtoError
from gto.registry import oddities
from gto.registry.events import Moment
from shell import GTO, new_repository

cells = st.text(st.characters(codec="utf-8"), max_size=20)


class TestTable:
    def test_for_people(self) -> None:
        assert table([["nn", "v1.0.0", "-"], ["models:x", "", "ü"]], ["name", "latest", "#prod"], plain=False) == (
            "╒══════════╤══════════╤═════════╕\n"
            "│ name     │ latest   │ #prod   │\n"
            "╞══════════╪══════════╪═════════╡\n"
            "│ nn       │ v1.0.0   │ -       │\n"
            "│ models:x │          │ ü       │\n"
            "╘══════════╧══════════╧═════════╛"
        )

    def test_for_grep(self) -> None:
        assert table([["nn", "v1.0.0"], ["models:x", ""]], ["name", "latest"], plain=True) == (
            "name      latest\nnn        v1.0.0\nmodels:x"
        )

    @pytest.mark.parametrize("plain", [True, False])
    def test_of_nothing_is_a_sentence(self, *, plain: bool) -> None:
        assert table([], ["name"], plain=plain) == "Nothing found in the current workspace"

    @given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5))
    def test_has_straight_edges_and_no_control_characters(self, rows: list[list[str]]) -> None:
        drawn = table(rows, ["a", "b"], plain=False)
        lines = drawn.split("\n")
        assert len(lines) == len(rows) + 4
        assert len({len(line) for line in lines}) == 1
        assert all(line.isprintable() for line in lines)


def test_missing_values_are_a_dash_and_empty_ones_are_empty() -> None:
    assert (render.cell(None), render.cell(""), render.cell("x")) == ("-", "", "x")


def test_values_are_aligned_behind_their_keys() -> None:
    assert key_values([("name", "nn"), ("description", "x"), ("empty", "")]) == (
        "name:        nn\ndescription: x\nempty:"
    )


def test_json_is_ascii_indented_and_knows_moments() -> None:
    text = render.json({"at": Moment(1_640_995_200, 60), "list": ("ü", None)})
    assert text.isascii()
    assert text.startswith('{\n    "at"')
    assert loads(text) == {"at": "2022-01-01T01:00:00+01:00", "list": ["ü", None]}


class TestScreen:
    def test_results_go_to_stdout_and_the_rest_to_stderr(self, capsys: pytest.CaptureFixture[str]) -> None:
        screen = Screen(emojis=True)
        screen.line("result")
        screen.good("well")
        screen.warn("careful")
        screen.error(GtoError("fact\n", hint="one\ntwo"))
        screen.note("only for a terminal")
        said = capsys.readouterr()
        assert said.out == "result\n✅  well\n"
        assert said.err == "⚠️  careful\n❌ fact\nhint: one\nhint: two\n"

    def test_without_emojis_words_are_left(self, capsys: pytest.CaptureFixture[str]) -> None:
        screen = Screen(emojis=False)
        screen.title("title")
        screen.good("well")
        screen.warn("careful")
        screen.error(GtoError("fact"))
        said = capsys.readouterr()
        assert (said.out, said.err) == (" title\n well\n", "warning: careful\nfact\n")

    def test_what_comes_from_outside_is_shown_safely(self, capsys: pytest.CaptureFixture[str]) -> None:
        screen = Screen(emojis=False)
        screen.error(GtoError("a\x1b[31m\r\u202e", hint="b\x07"))
        screen.warn("c\x1b]0;x\x07")
        assert capsys.readouterr().err == ("a\\x1b[31m\\r\\u202e\nhint: b\\x07\nwarning: c\\x1b]0;x\\x07\n")

    def test_of_many_odd_tags_three_are_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        Screen(emojis=False).oddities([oddities.lightweight(f"nn@v{i}.0.0") for i in range(5)])
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 4
        assert lines[-1] == "warning: 2 more tags are odd; `gto doctor` names them all"

    def test_what_is_met_again_is_not_named_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        screen = Screen(emojis=False)
        one, other = (oddities.bad_annotation("dvc.yaml", why) for why in ("line 2", "line 3"))
        screen.oddities([one])
        screen.oddities([one, other])
        screen.oddities([other])
        lines = capsys.readouterr().err.splitlines()
        assert [line.partition(" (")[0] for line in lines] == ["warning: dvc.yaml: line 2", "warning: dvc.yaml: line 3"]


@pytest.mark.parametrize(
    ("env", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_shows_colours_unless_they_are_not_wanted(
    tmp_path: Path, env: dict[str, str], *, coloured: bool
) -> None:
    shell = new_repository(tmp_path)
    shell.commit("first")
    assert "\x1b" not in shell.having(env).gto("register", "nn", "--version", "v0.1.0").out
    terminal, theirs = pty.openpty()
    for words in (["register", "zz"], ["show", "nowhere"]):
        subprocess.run(
            [GTO, *words], cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | env, timeout=300
        )
    os.close(theirs)
    said = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert ("\x1b[32mzz@v0.0.1\x1b[0m" in said) is coloured
    assert ("\x1b[31m❌ Cannot find artifact 'nowhere'\x1b[0m" in said) is coloured
    assert ("\x1b" in said) is coloured
