"""The settings in force: the file as it lies there, and the environment over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.config import Config
from gto.errors import WrongConfig, WrongSetting
from gto.git.clones import visit
from gto.git.place import locate
from gto.git.settings import Person
from gto.verbs.configuration import process_config, process_person, read_config
from shell import Shell, new_repository
from surroundings import EMAIL, NAME


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache"))
    return new_repository(tmp_path / "project")


def config(shell: Shell, text: str | None = None) -> Config:
    if text is not None:
        (shell.path / ".gto").write_text(text)
    return read_config(locate(str(shell.path)))


def test_without_a_file_there_are_the_defaults(shell: Shell) -> None:
    assert config(shell) == config(shell, "") == config(shell, "# nothing\n") == Config()


def test_the_file_counts_as_it_lies_there_committed_or_not(shell: Shell) -> None:
    assert config(shell, "stages: [dev, prod]\n").stages == ("dev", "prod")
    assert config(shell, "stages: [prod]\n").stages == ("prod",)
    (shell.path / ".gto").unlink()
    assert config(shell).stages is None


def test_it_is_found_from_a_folder_below_and_through_a_link(shell: Shell, tmp_path: Path) -> None:
    config(shell, "stages: [dev]\n")
    (shell.path / "a" / "b").mkdir(parents=True)
    (tmp_path / "link").symlink_to(shell.path / "a")
    assert config(shell.within(shell.path / "a" / "b")).stages == ("dev",)
    assert config(shell.within(tmp_path / "link")).stages == ("dev",)


def test_the_environment_is_over_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTO_STAGES", '["env"]')
    assert config(shell, "stages: [dev]\nemojis: false\n") == Config(stages=("env",), EMOJIS=False)  # type: ignore[arg-type]
    assert process_config().stages == ("env",)


@pytest.mark.parametrize("text", ["[a, b]", "stages: [", "a: b", "stages: 1", "a: &a [*a]", "\0", "stages: !!python/x"])
def test_a_file_that_cannot_be_used_is_named(shell: Shell, text: str) -> None:
    with pytest.raises(WrongConfig, match=f"Wrong config file '{shell.path}/.gto'") as refused:
        config(shell, text)
    assert refused.value.hint
    with pytest.raises(WrongConfig):
        config(shell)


def test_a_variable_that_cannot_be_used_is_named(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTO_STAGES", "dev")
    with pytest.raises(WrongSetting, match="GTO_STAGES=dev"):
        config(shell)
    with pytest.raises(WrongSetting):
        process_config()


def test_of_a_remote_repository_the_committed_file_counts(shell: Shell) -> None:
    shell.commit("first", files={".gto": "stages: [dev]\n", "sub/.gto": "stages: [sub]\n"})
    (shell.path / ".gto").write_text("stages: [changed]\n")
    shell.git("config", "uploadpack.allowFilter", "true")
    shell.git("config", "uploadpack.allowAnySHA1InWant", "true")
    assert read_config(visit(f"file://{shell.path}")).stages == ("dev",)


def test_of_an_empty_remote_repository_nothing_does(shell: Shell) -> None:
    assert read_config(visit(f"file://{shell.path}")) == Config()


def test_the_person_is_gits_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert process_person() == Person(NAME, EMAIL)
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    assert process_person() is None
