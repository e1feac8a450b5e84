"""Debug messages on request, and what is kept of a failure that is our own fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.cli import logs
from gto.cli.render import Screen
from gto.version import __version__


def test_a_failure_leaves_a_log_that_says_all_and_a_sentence_that_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    try:
        {}["no such key"]
    except KeyError as error:
        logs.apologise(Screen(emojis=True), error, ["show", "nn\udcff"])
    [log] = tmp_path.glob("gto-failure-*.log")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "❌ Unexpected error: 'no such key'",
        f"hint: this is our own mistake; please report it with the log {log}",
    ]
    text = log.read_text()
    assert f"gto {__version__}, Python" in text
    assert f"folder: {tmp_path}" in text
    assert "Traceback (most recent call last)" in text
    assert "KeyError: 'no such key'" in text
