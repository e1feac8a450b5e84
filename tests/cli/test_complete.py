"""What could come next, wherever in a command line the question is asked."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.cli.commands import COMMANDS
from gto.cli.complete import for_bash, split
from shell import Shell, new_repository

#: Where bash breaks words, unless somebody says otherwise.
BREAKS = " \t\n\"'@><=;|&(:"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = new_repository(tmp_path_factory.mktemp("repository"))
    shell.commit("one", files={"dvc.yaml": "artifacts:\n  planned:\n    path: p\n"})
    shell.tag("rf@v1.0.0")
    shell.tag("rf#prod#1", minute=1)
    shell.commit("two", minute=2)
    shell.tag("rf@v1.10.0", minute=3)
    shell.tag("rf#dev#2", minute=4)
    shell.tag("models/cv=resnet@v0.0.1", minute=5)
    shell.tag("rf@v0.9.0", minute=6)
    shell.tag("rf@v0.9.0!", minute=7)
    shell.git("branch", "topic")
    shell.git("remote", "add", "upstream", "https://jo:secret@example.com/models.git")
    return shell


def words(shell: Shell, *line: str) -> list[str]:
    """The candidates for the last word, without what is said about them."""
    return [line.partition("\t")[0] for line in shell.gto("__complete", "--", "fish", *line).lines]


class TestWords:
    def test_commands(self, shell: Shell) -> None:
        assert words(shell, "re") == ["register", "remove"]
        assert words(shell, "--verbose", "pro") == ["promote"]
        shown = {name for command in COMMANDS if command.group for name in (command.name, *command.aliases)}
        assert set(words(shell, "")) == {name for name in shown if " " not in name}

    def test_the_second_word_of_a_command(self, shell: Shell) -> None:
        assert words(shell, "ci", "in") == ["init"]
        assert words(shell, "ci", "init", "--forge", "git") == ["github", "gitlab", "gitea"]

    def test_what_studio_offers(self, shell: Shell) -> None:
        assert words(shell, "studio", "se") == ["serve", ":folders"]
        assert {"users", "backup", ":folders"} < set(words(shell, "studio", ""))
        assert words(shell, "studio", "serve", "--po") == ["--port"]
        assert words(shell, "studio", "users", "a") == ["add"]
        assert words(shell, "studio", "serve", "--data", "") == [":folders"]
        assert words(shell, "studio", "nonsense", "--") == words(shell, "studio", "--"), "as `gto studio open nonsense`"

    def test_options(self, shell: Shell) -> None:
        assert words(shell, "--v") == ["--version", "--verbose"]
        assert words(shell, "assign", "rf", "--st") == ["--stage"]
        assert words(shell, "assign", "rf", "--stage", "dev", "--st") == []
        assert words(shell, "annotate", "rf", "--label", "a", "--lab") == ["--label"]

    def test_values_of_options(self, shell: Shell) -> None:
        assert words(shell, "register", "rf", "--simple", "") == ["auto", "true", "false"]
        assert words(shell, "register", "rf", "--simple=t") == ["--simple=true"]
        assert words(shell, "assign", "rf", "--version", "") == ["v1.10.0", "v1.0.0"]
        assert words(shell, "assign", "rf", "--version", "v1.1") == ["v1.10.0"]
        assert words(shell, "assign", "rf", "--stage", "") == ["dev", "prod"]
        assert words(shell, "register", "rf", "--message", "") == []
        assert words(shell, "register", "rf", "--remote", "") == ["upstream"]

    def test_artifacts(self, shell: Shell) -> None:
        assert words(shell, "register", "") == ["models/cv:resnet", "planned", "rf"]
        assert words(shell, "show", "r") == ["rf"]
        assert words(shell, "history", "--json", "m") == ["models/cv:resnet"]

    def test_shortcuts(self, shell: Shell) -> None:
        assert words(shell, "show", "rf@") == ["rf@latest", "rf@v1.10.0", "rf@v1.0.0"]
        assert words(shell, "show", "rf@v1.0") == ["rf@v1.0.0"]
        assert words(shell, "describe", "rf#") == ["rf#dev", "rf#prod"]
        assert words(shell, "show", "models/cv:resnet@v") == ["models/cv:resnet@v0.0.1"]

    def test_versions_and_the_stages_that_they_have(self, shell: Shell) -> None:
        assert words(shell, "deprecate", "rf", "v1.") == ["v1.10.0", "v1.0.0"]
        assert words(shell, "deprecate", "rf", "v1.0.0", "") == ["prod"]

    def test_tags(self, shell: Shell) -> None:
        assert words(shell, "check-ref", "rf#") == ["rf#dev#2", "rf#prod#1"]
        assert words(shell, "check-ref", "refs/tags/rf@v1.0") == ["refs/tags/rf@v1.0.0"]

    def test_refs(self, shell: Shell) -> None:
        assert words(shell, "register", "rf", "t") == ["topic"]
        assert words(shell, "register", "rf", "H") == ["HEAD"]
        assert words(shell, "describe", "rf", "--rev", "ma") == ["main"]

    def test_what_can_be_compared(self, shell: Shell) -> None:
        assert words(shell, "diff", "rf", "v1.0.0", "")[:5] == ["v1.10.0", "v1.0.0", "latest", "dev", "prod"]

    def test_files_and_folders_are_left_to_the_shell(self, shell: Shell) -> None:
        assert words(shell, "show", "--repo", "x") == [":folders"]
        assert words(shell, "annotate", "rf", "--path", "x") == [":files"]

    def test_behind_two_dashes_nothing_is_an_option(self, shell: Shell) -> None:
        assert words(shell, "show", "--", "-") == []
        assert words(shell, "register", "--", "rf", "to") == ["topic"]

    def test_another_repository(self, shell: Shell, tmp_path: Path) -> None:
        elsewhere = shell.within(tmp_path)
        assert words(elsewhere, "show", "--repo", str(shell.path), "r") == ["rf"]
        assert words(elsewhere, "show", f"--repo={shell.path}", "r") == ["rf"]
        assert words(elsewhere, "show", "-r", str(shell.path), "r") == ["rf"]


class TestSilence:
    @pytest.mark.parametrize(
        "line",
        [
            pytest.param(["show", ""], id="no repository"),
            pytest.param(["show", "--repo", "https://unreachable.invalid/x.git", ""], id="never asks a network"),
            pytest.param(["assign", "unknown", "--version", ""], id="unknown artifact"),
            pytest.param(["nonsense", ""], id="unknown command"),
            pytest.param(["show", "--nonsense", "x", "y", "z", ""], id="misused"),
            pytest.param([], id="nothing at all"),
        ],
    )
    def test_whatever_is_wrong(self, line: list[str], tmp_path: Path) -> None:
        said = Shell(tmp_path).gto("__complete", "--", "zsh", *line)
        assert (said.out, said.err) == ("", "")

    def test_odd_tags_are_not_mentioned(self, tmp_path: Path) -> None:
        shell = new_repository(tmp_path)
        shell.commit("one")
        shell.git("tag", "rf@v1.0.0")
        shell.tag("rf@v1.1.0")
        said = shell.gto("__complete", "--", "zsh", "show", "rf@v")
        assert (said.lines, said.err) == (["rf@v1.1.0"], "")

    def test_what_is_said_cannot_command_a_terminal(self, shell: Shell) -> None:
        assert shell.gto("__complete", "--", "fish", "register", "rf", "--remote", "up").lines == [
            "upstream\thttps://example.com/models.git"
        ]


class TestBash:
    """bash takes words apart at some signs, and replaces only the part behind the last of them."""

    @pytest.mark.parametrize(
        ("line", "candidate", "put"),
        [
            ("gto show r", "rf", "rf"),
            ("gto show rf@v1", "rf@v1.0.0", "@v1.0.0"),
            ("gto show rf#p", "rf#prod", "rf#prod"),
            ("gto show models/cv:r", "models/cv:resnet", "resnet"),
            ("gto assign rf --stage=p", "--stage=prod", "prod"),
            ("gto check-ref models/cv=resnet@v", "models/cv=resnet@v0.0.1", "@v0.0.1"),
            ("gto check-ref rf@v", "rf@v1.0.0!#2", r"@v1.0.0\!#2"),
            ("gto show 'rf@v", "rf@v1.0.0", "rf@v1.0.0"),
            ('gto show "rf#', "rf#prod", "rf#prod"),
            ("gto register rf ", "a b", r"a\ b"),
        ],
    )
    def test_only_the_rest_of_a_word_is_given(self, line: str, candidate: str, put: str) -> None:
        assert for_bash(candidate, split(line), BREAKS) == put

    @given(st.lists(st.text("ab#@:=!' \"\\-$", max_size=5), max_size=4))
    def test_a_line_is_taken_apart_as_shells_do(self, given_words: list[str]) -> None:
        assert split(shlex.join(["gto", *given_words, "end"])).words == ["gto", *given_words, "end"]

    @given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12))
    def test_what_is_put_there_means_the_candidate(self, candidate: str) -> None:
        line = f"printf %s {for_bash(candidate, split('printf %s '), BREAKS)}"
        assert subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True).stdout == candidate

    @given(st.text(max_size=30))
    def test_no_line_is_too_strange(self, line: str) -> None:
        begun = split(line)
        assert begun.words
        assert line.endswith(begun.raw)
