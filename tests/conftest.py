"""What holds for every test: the surroundings of nobody in particular, and chance that repeats itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from surroundings import settle

pytest_plugins = ["compat.fixtures", "servers.fixtures"]

# `make test` gives the same answer twice; `make unit ARGS=--hypothesis-profile=thorough` goes looking.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", deadline=None, max_examples=5_000)
settings.load_profile("steady")

# Which programs to compare with is the choice of whoever starts the tests, not a setting of gto.
PEERS = {"GTO_ORACLE", "GTO_SUBJECT", "GTO_DVC", "GTO_PUBLIC_REPOSITORIES"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-stories",
        action="store_true",
        help="write down what the stories print now, instead of comparing",
    )


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test see the settings, the name or the home of the person who runs it."""
    with pytest.MonkeyPatch.context() as environment:
        for name in os.environ.keys() - PEERS:
            if name.startswith(("GIT_", "GTO_", "XDG_")) or name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}:
                environment.delenv(name)
        for name, value in settle(tmp_path_factory.mktemp("home")).items():
            environment.setenv(name, value)
        # Started in the background by a script, we ignore Ctrl-C, and so would every program that a test interrupts.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        yield
