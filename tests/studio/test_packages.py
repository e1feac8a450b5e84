"""What people install: a wheel with the pages in it, whether it was built from a checkout or from an sdist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = "gto_studio/web/static/"

needs_node = pytest.mark.skipif(
    not (ROOT / "web" / "node_modules").is_dir(), reason="the pages were never built here: make pages"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy, since other tests look at the pages that are built here."""
    copy = tmp_path / "checkout"
    left = shutil.ignore_patterns(
        ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "static", "tests", "docs", "bench"
    )
    shutil.copytree(ROOT, copy, ignore=left, copy_function=quickly, symlinks=True)
    return copy


def quickly(source: str, target: str) -> object:
    """A file that nobody changes need not be copied, where both places are on one disk."""
    try:
        return os.link(source, target)
    except OSError:
        return shutil.copy2(source, target)


def build(checkout: Path, target: str, **env: str) -> Path:
    out = checkout.parent / target
    words = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(out)]
    done = subprocess.run(words, cwd=checkout, env=os.environ | env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (package,) = out.iterdir()
    return package


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@needs_node
def test_a_wheel_has_the_pages_and_so_has_one_from_an_sdist_without_node(checkout: Path) -> None:
    sdist = build(checkout, "sdist")
    shutil.unpack_archive(sdist, checkout.parent / "unpacked", filter="data")
    (unpacked,) = (checkout.parent / "unpacked").iterdir()
    without_node = build(unpacked, "wheel", PATH="/nowhere")
    with zipfile.ZipFile(without_node) as archive:
        index = archive.read(f"{PAGES}index.html").decode()
    wanted = re.findall(r'(?:src|href)="/([^"]+\.(?:js|css))"', index)
    assert len(wanted) >= 2
    assert {PAGES + name for name in wanted} <= names(without_node)
    assert (unpacked / "web" / "package-lock.json").is_file()
    assert not (unpacked / "web" / "node_modules").exists()


def test_without_the_pages_no_node_is_needed(checkout: Path) -> None:
    wheel = build(checkout, "wheel", GTO_WITHOUT_PAGES="1", PATH="/nowhere")
    found = names(wheel)
    assert {"gto/cli/studio.py", "gto_studio/cli/main.py", "gto_studio/store/migrations/env.py"} <= found
    assert not any(name.startswith(PAGES) for name in found)


def test_without_node_the_way_out_is_named(checkout: Path) -> None:
    words = ["hatchling", "build", "--target", "wheel"]
    ask = f"import sys, runpy; sys.executable = '/nowhere/python'; sys.argv = {words}; "
    done = subprocess.run(
        [sys.executable, "-c", ask + "runpy.run_module('hatchling', run_name='__main__')"],
        cwd=checkout,
        env=os.environ | {"PATH": "/nowhere"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "GTO_WITHOUT_PAGES=1" in done.stdout + done.stderr
