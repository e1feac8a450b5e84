"""What holds for every test: the surroundings of nobody in particular, and chance that repeats itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from surroundings import settle

pytest_plugins = ["compat.fixtures", "servers.fixtures"]

# `make test` gives the same answer twice, however busy the machine is; who wants to find what nobody has seen yet goes
# looking: `make unit ARGS=--hypothesis-profile=thorough`.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("steady", derandomize=True, database=None, **PATIENT)
settings.register_profile("thorough", max_examples=5_000, **PATIENT)
settings.load_profile("steady")

# Which programs to compare with is the choice of whoever starts the tests, not a setting of gto.
PEERS = {"GTO_ORACLE", "GTO_SUBJECT", "GTO_DVC", "GTO_PUBLIC_REPOSITORIES"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-stories",
        action="store_true",
        help="write down what the stories print now, instead of comparing",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis takes numbers and texts out of whatever code is loaded. What is loaded when a test begins depends on
    the tests before it in its process, so by default it takes none, or two runs would try different examples."""
    if config.getoption("--hypothesis-profile") is None:
        assert hasattr(providers, "is_local_module_file"), "Hypothesis has changed: see whether examples repeat"
        providers.is_local_module_file = lambda _: False


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
