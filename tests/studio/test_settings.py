"""Which setting is in force: option, variable, file, default, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.errors import WrongSettings
from gto_studio.settings import read_settings


def test_options_win_over_variables_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "studio.toml").write_text("workers = 2\nport = 1000\npoll_seconds = 5\n")
    monkeypatch.setenv("GTO_STUDIO_PORT", "2000")
    monkeypatch.setenv("GTO_STUDIO_POLL_SECONDS", "6")
    settings = read_settings({"data": tmp_path, "poll_seconds": 7, "host": None})
    assert (settings.workers, settings.port, settings.poll_seconds, settings.host) == (2, 2000, 7, "127.0.0.1")


def test_the_file_is_the_one_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, port in (("a.toml", 1000), ("b.toml", 2000)):
        (tmp_path / name).write_text(f"port = {port}\n")
    monkeypatch.setenv("GTO_STUDIO_SETTINGS", str(tmp_path / "a.toml"))
    assert read_settings({}).port == 1000
    assert read_settings({}, tmp_path / "b.toml").port == 2000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("port = 70000\n", "port: Input should be less than or equal to 65535"),
        ("prot = 1\n", "prot: Extra inputs are not permitted"),
        ("port = \n", "cannot be read: "),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "studio.toml").write_text(text)
    with pytest.raises(WrongSettings, match=r"\A[^\n]+\Z") as failure:
        read_settings({"data": tmp_path})
    assert says in failure.value.message


def test_a_secret_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTO_STUDIO_SECRET_KEY", "hush")
    assert "hush" not in repr(read_settings({}))
