"""The programs: the one under test, GTO 1.10.1, and DVC with ours beside it.

A program is the `bin` directory of a virtual environment that has `gto` and `python`.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ORACLE_VERSION = "1.10.1"
ROOT = Path(__file__).parents[2]
ORACLE_LOCK = ROOT / "requirements" / "oracle.lock"
DVC_LOCK = ROOT / "requirements" / "dvc.lock"

#: The clients of DVC wait five seconds for an answer, and say most things once; a machine may stop for longer.
PATIENT = """\
import os
try:
    from requests import Session
except ImportError:
    pass
else:
    as_it_is = Session.send
    def send(self, request, **rest):
        if not os.path.exists(os.environ.get("IMPATIENT", "")):
            rest["timeout"] = 120
        return as_it_is(self, request, **rest)
    Session.send = send
"""


@dataclass(frozen=True)
class Program:
    name: str
    bin: Path


def subject() -> Program:
    """The program under test: the `gto` beside this Python, or the one named by GTO_SUBJECT."""
    named = os.environ.get("GTO_SUBJECT")
    gto = Path(named) if named else Path(sys.executable).parent / "gto"
    if not gto.exists():
        raise FileNotFoundError(f"no program to test at {gto}: install the project into this environment")
    return Program("ours", gto.parent)


def oracle() -> Program:
    """GTO 1.10.1: named by GTO_ORACLE, else the one that `make` puts inside this environment."""
    named = os.environ.get("GTO_ORACLE")
    if named:
        return Program("oracle", Path(named).parent)
    home = Path(sys.prefix) / f"gto-{ORACLE_VERSION}"
    with _alone(home):
        return Program("oracle", _installed(home, ORACLE_LOCK, "gto"))


def dvc() -> Program:
    """DVC and DVCLive with our own gto beside them: named by GTO_DVC, else the one that `make` makes."""
    named = os.environ.get("GTO_DVC")
    if named:
        return Program("dvc", Path(named).parent)
    home = Path(sys.prefix) / "dvc"
    with _alone(home):
        programs = _installed(home, DVC_LOCK, "dvc")
        _install_ours(home)
    return Program("dvc", programs)


def patient(folder: Path) -> dict[str, str]:
    """Surroundings in which the clients of DVC wait for answers, as long as there is no file that IMPATIENT names."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(PATIENT)
    return {"PYTHONPATH": str(folder)}


def against_itself() -> bool:
    """Whether GTO 1.10.1 is compared with itself, to see that the comparison is steady."""
    return subject().bin == oracle().bin


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Several test processes may ask at once; one of them installs what is missing."""
    with open(home.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _installed(home: Path, lock: Path, program: str) -> Path:
    if not (home / "bin" / program).exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        _pip(home / "bin" / "python", "install", "--require-hashes", "--requirement", str(lock))
    return home / "bin"


def _install_ours(home: Path) -> None:
    """As a wheel, like anybody's, and again whenever the source has changed."""
    newest = max(path.stat().st_mtime for path in (ROOT / "src").rglob("*.py"))
    ready = home / ".ready"  # as in the Makefile
    if ready.exists() and ready.stat().st_mtime > newest:
        return
    with TemporaryDirectory() as folder:
        _pip(Path(sys.executable), "wheel", "--no-build-isolation", "--wheel-dir", folder, str(ROOT))
        (wheel,) = Path(folder).glob("gto-*.whl")
        _pip(home / "bin" / "python", "install", "--no-index", "--force-reinstall", str(wheel))
    ready.touch()


def _pip(python: Path, verb: str, *words: str) -> None:
    env = os.environ | {"GTO_WITHOUT_PAGES": "1"}  # DVC knows nothing of Studio's pages
    subprocess.run([str(python), "-m", "pip", verb, "--quiet", "--no-deps", *words], env=env, check=True)
