"""Fixtures of other people's programs, for every folder of tests."""

from __future__ import annotations

import subprocess

import pytest

from compat.programs import Program, dvc


@pytest.fixture(scope="session", name="dvc")
def the_dvc() -> Program:
    """DVC and DVCLive in an environment of their own, with our gto beside them."""
    try:
        return dvc()
    except subprocess.CalledProcessError as failed:
        pytest.skip(f"DVC cannot be installed: {' '.join(map(str, failed.cmd))} failed")
