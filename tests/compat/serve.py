"""Answers the commands that `warm.CALLER` hands over: each in a fork of a Python that has imported GTO.

Run by the oracle's Python, never imported by the tests.
"""

import json
import os
import socket
import sys


def serve(address):
    from gto.cli import app

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    print("ready", flush=True)
    while True:
        caller, _ = listener.accept()
        call, streams, _, _ = socket.recv_fds(caller, 1 << 16, 3)
        child = os.fork()
        if not child:
            return answer(app, *json.loads(call), streams)
        for stream in streams:
            os.close(stream)
        caller.sendall(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
        caller.close()


def answer(app, arguments, folder, environment, streams):
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["gto", *arguments]
    return app()


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1]))
