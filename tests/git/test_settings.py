"""What git is configured to do is asked of git: its precedence of files and environment is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.errors import NoIdentity
from gto.git.place import locate
from gto.git.settings import Person, acting_as, committer, missing_tags, read_settings
from gto.registry.events import Moment
from shell import Shell, new_repository

JO = Person("Jo Tester", "jo@example.com")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return new_repository(tmp_path / "project")


def who(shell: Shell, author: Person | None = None) -> tuple[Person, Moment]:
    return committer(read_settings(str(shell.path), author), author)


class TestWhoActs:
    def test_whom_the_configuration_names(self, shell: Shell) -> None:
        assert who(shell) == (JO, Moment(1_772_355_600, 0))

    def test_the_repositorys_name_wins_and_the_environments_wins_over_it(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shell.git("config", "user.name", "Local")
        assert who(shell)[0] == Person("Local", "jo@example.com")
        monkeypatch.setenv("GIT_COMMITTER_NAME", "Env")
        assert who(shell)[0] == Person("Env", "jo@example.com")
        assert who(shell, Person("Ann", "ann@example.com"))[0] == Person("Ann", "ann@example.com")

    def test_committer_name_is_for_committers(self, shell: Shell) -> None:
        shell.git("config", "committer.name", "Machine")
        shell.git("config", "author.name", "Author")
        assert who(shell)[0].name == "Machine"

    @pytest.mark.parametrize("name", ["Zoë", "ジョー", "a <b", "Jo\u2028Tester", "Jo\x85T", "O'Neil, Dr"])
    def test_by_whatever_name_git_takes(self, shell: Shell, name: str) -> None:
        shell.git("config", "user.name", name)
        said = shell.git("var", "GIT_COMMITTER_IDENT")
        assert who(shell)[0].name == said.rpartition(" <")[0]

    @pytest.mark.parametrize(
        ("date", "moment"),
        [
            ("2026-03-01T09:00:00+0130", Moment(1_772_350_200, 90)),
            ("@1640995200 -0330", Moment(1_640_995_200, -210)),
            ("1640995200 +0000", Moment(1_640_995_200, 0)),
        ],
    )
    def test_when_git_says(self, shell: Shell, monkeypatch: pytest.MonkeyPatch, date: str, moment: Moment) -> None:
        monkeypatch.setenv("GIT_COMMITTER_DATE", date)
        assert who(shell)[1] == moment

    @pytest.mark.parametrize("configured", ["", "[user]\n\tname = Jo\n", "[user]\n\temail = jo@example.com\n"])
    def test_nobody_is_not_gits_guess(
        self, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, configured: str
    ) -> None:
        (tmp_path / ".gitconfig").write_text(configured)
        monkeypatch.setenv("HOME", str(tmp_path))
        with pytest.raises(NoIdentity):
            who(shell)
        assert who(shell, JO)[0] == JO

    def test_the_environment_is_enough(self, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("GIT_COMMITTER_NAME", "Env")
        monkeypatch.setenv("EMAIL", "env@example.com")
        assert who(shell)[0] == Person("Env", "env@example.com")

    def test_acting_for_somebody_is_said_to_git_alone(self) -> None:
        assert acting_as(None) == {}
        assert acting_as(JO) == {"GIT_COMMITTER_NAME": "Jo Tester", "GIT_COMMITTER_EMAIL": "jo@example.com"}


class TestSigning:
    @pytest.mark.parametrize(
        ("key", "value", "signs"),
        [
            ("tag.gpgSign", "true", True),
            ("tag.gpgsign", "YES", True),
            ("tag.forceSignAnnotated", "on", True),
            ("tag.gpgSign", "1", True),
            ("tag.gpgSign", "false", False),
            ("tag.gpgSign", "0", False),
            ("commit.gpgSign", "true", False),
        ],
    )
    def test_is_done_if_git_would(self, shell: Shell, key: str, value: str, *, signs: bool) -> None:
        assert read_settings(str(shell.path)).signing is None
        shell.git("config", key, value)
        assert (read_settings(str(shell.path)).signing is not None) is signs

    def test_a_key_without_a_value_means_yes(self, shell: Shell) -> None:
        with (shell.path / ".git" / "config").open("a") as file:
            file.write("[tag]\n\tgpgSign\n")
        assert read_settings(str(shell.path)).signing is not None

    def test_the_last_word_counts(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        shell.git("config", "tag.gpgSign", "true")
        for variable, value in (("COUNT", "1"), ("KEY_0", "tag.gpgsign"), ("VALUE_0", "false")):
            monkeypatch.setenv(f"GIT_CONFIG_{variable}", value)
        assert read_settings(str(shell.path)).signing is None


class TestRemotes:
    def test_origin_else_the_only_one_is_meant(self, shell: Shell) -> None:
        assert read_settings(str(shell.path)).default_remote is None
        shell.git("remote", "add", "Up.Stream", "/there")
        assert read_settings(str(shell.path)).default_remote == "Up.Stream"
        shell.git("remote", "add", "fork", "/elsewhere")
        assert read_settings(str(shell.path)).default_remote is None
        shell.git("remote", "add", "origin", "/here")
        settings = read_settings(str(shell.path))
        assert settings.default_remote == "origin"
        assert settings.remotes == ["Up.Stream", "fork", "origin"]

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            ((), None),
            (("--no-single-branch",), None),
            (("--depth=1",), "it is shallow"),
            (("--no-tags",), "it was cloned without (all) tags"),
            (("--single-branch",), "it was cloned without (all) tags"),
        ],
    )
    def test_a_clone_that_may_lack_tags_says_why(
        self, shell: Shell, tmp_path: Path, options: tuple[str, ...], why: str | None
    ) -> None:
        shell.commit("first")
        shell.commit("second")
        shell.git("clone", "--quiet", *options, f"file://{shell.path}", tmp_path / "clone")
        place = locate(str(tmp_path / "clone"))
        assert missing_tags(place) == why
        assert missing_tags(place._replace(origin="https://example.com/x")) is None

    def test_a_repository_without_remotes_lacks_nothing(self, shell: Shell) -> None:
        assert missing_tags(locate(str(shell.path))) is None
