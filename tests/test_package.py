"""What people install: its version, its two dependencies, and every file that the program reads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from gto.version import __version__

ROOT = Path(__file__).parents[1]


def test_the_version_suits_dvc() -> None:
    """DVC and DVCLive require `gto>=1.6,<2`; 1.10.1 is the earlier GTO's last."""
    major, minor = map(int, __version__.split(".")[:2])
    assert major == 1
    assert minor >= 11


def test_the_installed_version_is_the_written_one() -> None:
    assert distribution("gto").version == __version__


def test_it_needs_two_packages() -> None:
    lines = [line for line in distribution("gto").requires or [] if "extra ==" not in line]
    wanted = [re.split(r"[<>=;\[ ]", line)[0] for line in lines]
    assert sorted(wanted) == ["ruamel-yaml", "ruamel-yaml-clib"]


def test_it_can_be_started_as_a_module() -> None:
    started = subprocess.run([sys.executable, "-m", "gto", "--version"], capture_output=True, text=True)
    assert __version__ in started.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    # with the pages that are there: other tests look at them meanwhile
    env = os.environ | {"GTO_WITHOUT_PAGES": "1"}
    subprocess.run(build, cwd=ROOT, env=env, check=True, capture_output=True)
    return next(folder.glob("gto-*.whl"))


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    source = ROOT / "src"
    written = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == written


def test_the_wheel_says_how_to_start(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        name = next(name for name in files.namelist() if name.endswith("entry_points.txt"))
        assert "gto = gto.cli:app" in files.read(name).decode()


def test_the_wheel_has_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
