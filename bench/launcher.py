"""A process as small as Python gets, which starts the measured ones.

A child's peak memory counts from what its parent was when it was started, so a grown program cannot measure
small ones. Reads (arguments, folder, environment, output, errors) in marshal's format on standard input;
answers (wall seconds, CPU seconds with children, peak memory in KiB, exit status).
"""

import marshal
import os
import sys
import time


def serve() -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    while True:
        try:
            arguments, folder, environment, output, errors = marshal.load(sys.stdin.buffer)
        except EOFError:
            return
        os.chdir(folder)
        files = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, output, flags, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, errors, flags, 0o600),
        ]
        began = time.perf_counter()
        child = os.posix_spawnp(arguments[0], arguments, environment, file_actions=files)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - began
        memory = used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
        answer = (wall, used.ru_utime + used.ru_stime, memory, os.waitstatus_to_exitcode(status))
        marshal.dump(answer, sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
