"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.cli import options
from gto_studio.errors import WrongSettings


def test_what_was_not_said_is_not_set(tmp_path: Path) -> None:
    settings = options.settings(None, data=tmp_path, host=None, port=0)
    assert (settings.data, settings.host, settings.port) == (tmp_path, "127.0.0.1", 0)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="There is no file of settings"):
        options.settings(tmp_path / "nowhere.toml")
