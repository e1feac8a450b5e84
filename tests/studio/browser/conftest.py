"""Fixtures of the browser tests: real Chromium in front of real `gto studio serve` processes.

`STUDIO_SCREENSHOTS=FOLDER pytest tests/studio/browser` keeps a picture of every page and state. The pictures of the
documentation are some of them; `STUDIO_REMOTES=FOLDER` says where the repositories are that can be read on them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from studio.browser.chromium import AXE, PROGRAM, WEB, Visit, launch, visit
from studio.browser.registries import Registry, segmentation, shop
from studio.browser.studios import Studio, a_studio

BUILT = Path(__file__).parents[3] / "src" / "gto_studio" / "web" / "static" / "index.html"
#: Read before the tests get surroundings of their own.
PICTURES = os.environ.get("STUDIO_SCREENSHOTS")
REMOTES = os.environ.get("STUDIO_REMOTES")
MUST_HAVE_BROWSER = bool(os.environ.get("GTO_REQUIRE_BROWSER"))


def missing(reason: str) -> None:
    if MUST_HAVE_BROWSER:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def built() -> None:
    """The pages, built from what is in web/ now. Test processes take turns."""
    npm = shutil.which("npm")
    if npm is None:
        if not (BUILT.exists() and AXE.exists()):
            missing("the pages are not built, and there is no npm to build them")
        return
    with (WEB / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        sources = [path for path in (WEB / "src").rglob("*") if path.is_file()]
        newest = max(path.stat().st_mtime for path in [*sources, WEB / "package-lock.json", WEB / "index.html"])
        if not AXE.exists():
            subprocess.run([npm, "ci", "--no-audit"], cwd=WEB, check=True, capture_output=True, timeout=600)
        if not BUILT.exists() or BUILT.stat().st_mtime < newest:
            subprocess.run([npm, "run", "build"], cwd=WEB, check=True, capture_output=True, timeout=600)


@pytest.fixture
def browser(built: None) -> Iterator[Browser]:
    """A Chromium for one test. Playwright keeps a loop of events running in the thread that started it, in which no
    other test could run one of its own."""
    if not PROGRAM.exists():
        missing(f"there is no {PROGRAM}")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    return Path(PICTURES) if PICTURES else None


@pytest.fixture
def empty_studio(tmp_path: Path) -> Iterator[Studio]:
    """A Studio that knows no repository."""
    with a_studio(tmp_path / "studio") as studio:
        yield studio


@pytest.fixture(scope="session")
def registries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Registry]:
    """Registries that tests look at and don't change."""
    folder = Path(REMOTES) if REMOTES else tmp_path_factory.mktemp("remotes")
    return {"segmentation": segmentation(folder), "shop": shop(folder)}


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory, registries: dict[str, Registry]) -> Iterator[Studio]:
    """A Studio that has read all of them, for looking only."""
    with a_studio(tmp_path_factory.mktemp("shared") / "studio") as running:
        for registry in registries.values():
            running.add(registry.bare)
        yield running


@pytest.fixture
def seen(browser: Browser, studio: Studio, pictures: Path | None) -> Iterator[Visit]:
    """A wide, light window on the Studio that is for looking only."""
    with visit(browser, studio.address, pictures) as open_page:
        yield open_page
