"""What the tests of this folder share: the two programs, and what the oracle said before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .programs import Program, oracle, subject
from .warm import kept_warm


@pytest.fixture(scope="session")
def oracle_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("oracle")


@pytest.fixture(scope="session", name="oracle")
def the_oracle(oracle_root: Path) -> Iterator[Program]:
    with kept_warm(oracle(), oracle_root) as program:
        yield program


@pytest.fixture(scope="session", name="ours")
def the_subject() -> Program:
    return subject()


@pytest.fixture(scope="session")
def memory(request: pytest.FixtureRequest) -> Path:
    """Where the oracle's answers are kept between test runs: they do not change."""
    return request.config.cache.mkdir("gto-oracle-answers")
