"""Where measured programs run: a scratch folder with a home, a person, two caches, nothing of the user's."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.results import COLD, GTO, WARM

GITCONFIG = "[user]\n\tname = Jo Tester\n\temail = jo@example.com\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"


@dataclass(frozen=True)
class Surroundings:
    scratch: Path
    gto: tuple[str, ...]
    oracle: tuple[str, ...]

    @classmethod
    def prepare(cls, scratch: Path, gto: str | None, oracle: str | None) -> Surroundings:
        (scratch / "home").mkdir(parents=True, exist_ok=True)
        (scratch / "home" / ".gitconfig").write_text(GITCONFIG)
        return cls(scratch, tuple(gto.split()) if gto else our_command(), (oracle or oracle_command(),))

    def program(self, contender: str) -> tuple[str, ...]:
        return self.oracle if contender == GTO else self.gto

    def environment(self, contender: str) -> dict[str, str]:
        # Both packages are called gto: a PYTHONPATH that leads to ours would make GTO run our code.
        kept = ("PATH", "TMPDIR") if contender == GTO else ("PATH", "TMPDIR", "PYTHONPATH")
        return {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(self.scratch / "home"),
            "XDG_CACHE_HOME": str(self.cache(contender)),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }

    def cache(self, contender: str) -> Path:
        """Cold and warm take turns, so each has a cache folder of its own."""
        return self.scratch / ("warm" if contender == WARM else "cold")

    def forget(self) -> None:
        """Make the next cold call one."""
        shutil.rmtree(self.cache(COLD) / "gto", ignore_errors=True)


def our_command() -> tuple[str, ...]:
    """What a user types: the installed script beside this Python, else the module."""
    script = Path(sys.executable).with_name("gto")
    return (str(script),) if script.exists() else (sys.executable, "-m", "gto")


def oracle_command() -> str:
    """GTO 1.10.1, named by GTO_ORACLE, else where `make` puts it."""
    made = Path(sys.prefix) / "gto-1.10.1" / "bin" / "gto"
    return os.environ.get("GTO_ORACLE", str(made))
