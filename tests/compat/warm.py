"""A stand-in for GTO 1.10.1 that does not import it anew for each command.

GTO takes half a second to start, and a thousand commands are run. The stand-in is a small `gto` that hands its
arguments, folder, environment and streams to a waiting process, and leaves with the exit code it is told. In an
environment that is not the usual one it starts the real program.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .programs import Program
from .running import GIVEN_STARTS, environment

SERVE = Path(__file__).parent / "serve.py"

#: Hands a command over, unless something in the environment is not as usual.
CALLER = """\
#!{python} -IS
import json, os, socket, sys
usual = {usual!r}
own = {{"CLOCK", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "PWD", "OLDPWD", "SHLVL", "_"}}
if any(os.environ.get(name) != usual.get(name) for name in {{*os.environ, *usual}} - own):
    os.execv({gto!r}, [{gto!r}, *sys.argv[1:]])
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
socket.send_fds(server, [json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()], [0, 1, 2])
sys.exit(int(server.recv(8)))
"""


@contextmanager
def kept_warm(program: Program, root: Path) -> Iterator[Program]:
    """A stand-in for the program, in scenarios that take place in `root`."""
    stand_in = Program(program.name, root.parent / f"{root.name}-bin")
    stand_in.bin.mkdir()
    usual = environment(stand_in, root, GIVEN_STARTS)
    with TemporaryDirectory(prefix="gto-") as folder:  # the path of a socket has to be short
        address = f"{folder}/socket"
        for name, text in {
            "gto": CALLER.format(python=sys.executable, usual=usual, gto=str(program.bin / "gto"), address=address),
            "python": f'#!/bin/sh\nexec "{program.bin}/python" "$@"\n',
        }.items():
            (stand_in.bin / name).write_text(text)
            (stand_in.bin / name).chmod(0o755)
        serving = [str(program.bin / "python"), str(SERVE), address]
        with subprocess.Popen(serving, env=usual, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            server.stdout.readline()
            yield stand_in
            server.kill()
