"""A worker as people start it."""

from __future__ import annotations

import signal
import subprocess

import pytest

from gto_studio.store.connection import Store
from shell import GTO


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_says_that_it_works_and_ends_when_told(store: Store, by: signal.Signals, tmp_path: object) -> None:
    words = [GTO, "studio", "worker", "--data", f"{tmp_path}/data", "--database", store.address]
    worker = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    assert worker.stdout.readline().endswith("takes jobs\n")
    worker.send_signal(by)
    assert worker.wait(300) == 0
    worker.stdout.close()
