"""One function starts git: its arguments, environment, time limit, and what becomes of a failure.

Knows nothing of tags. Rules held here, for every call of the program:

- arguments are a list, never a shell's line; what came from a person stands behind `--end-of-options` or `--`;
- no prompt, no pager, English messages; GIT_DIR and its kin don't leak in from a hook that called us;
- `reading`: the repository is looked at, so nothing it names may run: no transport (a partial clone's lazy fetch
  would start `remote.*.uploadpack` or `core.sshCommand`), no file system monitor, no hooks, no external diff; and
  an object is what its id says, whatever `refs/replace/` puts in its place, so that it may be remembered;
- our own environment is never changed: what a call needs beyond it goes to the child.
"""

from __future__ import annotations

import os
import select
import sys
from contextvars import ContextVar
from time import monotonic, sleep

from gto.errors import GitFailed, GitMissing, GitTimeout, GitTooOld, NoIdentity, NoRepo, WrongSetting
from gto.record import Record
from gto.registry.names import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

#: The oldest git with all we use.
GIT_VERSION_MIN = (2, 39)
#: Seconds for a call that stays on this machine; and for one that crosses a network (GTO_GIT_TIMEOUT).
LOCAL_TIMEOUT_SECONDS = 120.0
NETWORK_TIMEOUT_SECONDS = 300.0
#: More than this no call has to say. A tree that contains itself ten times over would never end.
ANSWER_BYTES_MAX = 1 << 28
#: So long a git that is told to stop may take for tidying up: lock files, half a clone, programs it started.
TIDYING_SECONDS = 10.0
#: What a remote may speak. `ext::` and other helpers that run commands are not among them.
PROTOCOLS = "https:http:ssh:git:file"

_LEAKING = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
)
_ALWAYS = {
    "LC_ALL": "C",
    "LANGUAGE": "",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
}
_LOOKING = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1"}
_READING_CONFIG = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "log.showSignature=false",
)


#: `sh` puts itself under the limit, in blocks of 512 bytes, and then becomes the command that follows, which
#: is to be told of it rather than killed. A limit of our own process would be that of all its threads.
_WITH_FILES_NO_LARGER = ("sh", "-c", 'trap "" XFSZ; ulimit -f "$0"; exec "$@"')

_surroundings: ContextVar[Mapping[str, str]] = ContextVar("surroundings")


class surroundings:  # noqa: N801 - used as a function: `with surroundings({…}):`
    """Within this block, and in this thread or task alone, every git gets these variables besides our own ones.

    A server hands over the credentials of a repository this way, and leaves out what the machine's owner has
    configured (`GIT_CONFIG_GLOBAL`, `GIT_CONFIG_NOSYSTEM`). `GTO_GIT_TIMEOUT` and `GTO_CACHE_DIR` count here, too.
    Blocks inside one another add up.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def __enter__(self) -> None:
        self._token = _surroundings.set({**_surroundings.get({}), **self._env})

    def __exit__(self, *_: object) -> None:
        _surroundings.reset(self._token)


def variable(name: str) -> str:
    """A variable as git would see it: of the surroundings, else of the environment; empty if nobody set it."""
    return _surroundings.get({}).get(name) or os.environ.get(name, "")


class AnswerTooLong(GitFailed):
    """git had more to say than there was room for."""


#: What a git says that does not know what we ask for.
_SIGNS_OF_AGE = ("unknown option", "usage: git", "is not a git command")


class Finished(Record):
    """How a call of git ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """The output as text; bytes that are no UTF-8 survive as surrogates."""
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def reason(self) -> str:
        """What git said on stderr, in one safe line."""
        lines = self.err.decode("utf-8", "replace").splitlines()
        said = [line.strip() for line in lines if line.strip() and not line.startswith(("hint:", "warning:"))]
        return shown("; ".join(said)[:1000])


def git(
    *args: str,
    at: str | None,
    stdin: bytes = b"",
    reading: bool = True,
    network: bool = False,
    env: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
    bytes_max: int = ANSWER_BYTES_MAX,
    file_bytes_max: int | None = None,
) -> Finished:
    """Run `git -C at ARGS…` to its end.

    `reading` forbids everything a repository could make git execute; pass False for writes in a person's own
    repository, where hooks and signing are theirs to have. `network` allows remotes, with the longer time limit.
    Exit codes not listed in `codes` raise: NoRepo, NoIdentity, or GitFailed with git's own reason; AnswerTooLong
    if there is more than `bytes_max` to read. With `file_bytes_max` no file that git writes grows larger, nor one of
    the programs that it starts: git fails and says "File too large". (Not on Windows.)
    """
    command = ["git"]
    if at is not None:
        command += ["-C", at]
    if reading:
        command += _READING_CONFIG
    command += args
    if file_bytes_max is not None and hasattr(os, "posix_spawnp"):
        command = [*_WITH_FILES_NO_LARGER, str(-(-file_bytes_max // 512)), *command]
    timeout = _network_timeout() if network else LOCAL_TIMEOUT_SECONDS
    try:
        environment = _environment(env, reading=reading, network=network)
        finished = _run(command, stdin, environment, timeout, bytes_max, network=network)
    except TimeoutError:
        raise GitTimeout(_verb(args), timeout, at=None if network else at) from None
    except OverflowError:
        raise AnswerTooLong(
            f"git {_verb(args)} failed: its answer is longer than {bytes_max >> 20} MiB",
            hint="something in the repository is far larger than it should be",
        ) from None
    if (logging := sys.modules.get("logging")) is not None:  # whoever wants to hear has imported it; it costs 12 ms
        logging.getLogger("gto").debug(
            "git %s → %s", " ".join(map(shown, command[command.index("git") + 1 :])), finished.code
        )
    if finished.code not in codes:
        raise _failure(args, at, finished)
    return finished


def version() -> tuple[int, ...]:
    """The installed git's version. GitMissing, or GitTooOld below 2.39."""
    said = git("version", at=None).text.split()
    number = said[2] if len(said) > 2 else "unknown"
    parts = tuple(int(part) for part in number.split(".")[:3] if part.isdigit())
    if parts[:2] < GIT_VERSION_MIN:
        raise GitTooOld(number)
    return parts


def _environment(extra: Mapping[str, str] | None, *, reading: bool, network: bool) -> dict[str, str]:
    environment = {key: value for key, value in os.environ.items() if key not in _LEAKING}
    environment.update(_surroundings.get({}))
    environment.update(_ALWAYS)
    if network:
        environment.setdefault("GIT_ALLOW_PROTOCOL", PROTOCOLS)
    elif reading:
        environment.update(_LOOKING)
    if extra:
        environment.update(extra)
    return environment


def _network_timeout() -> float:
    text = variable("GTO_GIT_TIMEOUT")
    try:
        return float(text) if text else NETWORK_TIMEOUT_SECONDS
    except ValueError:
        raise WrongSetting(f"GTO_GIT_TIMEOUT={shown(text)} is not a number of seconds") from None


def _failure(args: Sequence[str], at: str | None, finished: Finished) -> Exception:
    said = finished.err.decode("utf-8", "replace")
    if "not a git repository" in said or "cannot change to" in said or "not in a git directory" in said:
        return NoRepo(at)
    if "dubious ownership" in said:
        path = shown(said.partition("repository at '")[2].partition("'\n")[0] or str(at))
        return GitFailed(
            f"The repository '{path}' belongs to another user, so git does not trust it",
            hint=f"if you trust it: git config --global --add safe.directory '{path}'",
        )
    if "Please tell me who you are" in said or "unable to auto-detect email" in said or "empty ident" in said:
        return NoIdentity()
    verb = _verb(args)
    if verb != "version" and any(sign in said for sign in _SIGNS_OF_AGE):
        try:
            version()
        except GitTooOld as error:
            return error
    reason = finished.reason or f"exit code {finished.code}"
    return GitFailed(f"git {verb} failed: {reason}", hint=_hint(said))


def _verb(args: Sequence[str]) -> str:
    """The word that says which of git's programs was run."""
    words = iter(args)
    for word in words:
        if word in ("-c", "--git-dir"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _hint(said: str) -> str | None:
    if any(sign in said for sign in _SIGNS_OF_AGE):
        return "git 2.39 or newer is needed; `git --version` tells which one is installed"
    if "No space left" in said:
        return "free some disk space and run the command again; nothing was half-written"
    if "Permission denied" in said or "Read-only file system" in said:
        return "you need the right to write in the repository's .git folder"
    if "extensions.refStorage" in said or "reftable" in said:
        return "this repository stores refs as a reftable, which needs git 2.45 or newer"
    return None


# --- starting a process ---------------------------------------------------------------------------------------------
# `subprocess` costs 12 ms to import, as much as Python itself takes to start, so where the system offers
# posix_spawn the few lines that are needed stand here. Elsewhere (Windows) subprocess does the same.

_SIGKILL, _SIGPIPE, _SIGTERM = 9, 13, 15
_CHUNK = 1 << 16


def _run(
    command: list[str], stdin: bytes, env: dict[str, str], timeout: float, room: int, *, network: bool
) -> Finished:
    try:
        if hasattr(os, "posix_spawnp"):
            return _spawn(command, stdin, env, timeout, room, apart=network and not _has_terminal())
        return _run_portably(command, stdin, env, timeout)
    except FileNotFoundError:
        raise GitMissing from None


def _has_terminal() -> bool:
    """Whether a person sits there whom ssh may ask for a passphrase."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _spawn(
    command: list[str], stdin: bytes, env: dict[str, str], timeout: float, room: int, *, apart: bool
) -> Finished:
    """`apart`: in a process group of its own, so that what git starts, such as ssh, can be ended together with it."""
    group: dict[str, Any] = {"setpgroup": 0} if apart else {}
    pipes = [os.pipe() for _ in range(3)]
    (child_in, our_in), (our_out, child_out), (our_err, child_err) = pipes
    try:
        pid = os.posix_spawnp(
            command[0],
            command,
            env,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, child_in, 0),
                (os.POSIX_SPAWN_DUP2, child_out, 1),
                (os.POSIX_SPAWN_DUP2, child_err, 2),
            ],
            setsigdef=[_SIGPIPE],
            **group,
        )
    except BaseException:
        for pipe in pipes:
            os.close(pipe[0])
            os.close(pipe[1])
        raise
    for fd in (child_in, child_out, child_err):
        os.close(fd)
    try:
        out, err = _converse(our_in, our_out, our_err, stdin, monotonic() + timeout, room)
    except BaseException:
        _stop(pid, os.killpg if apart else os.kill)
        raise
    _, status = os.waitpid(pid, 0)
    return Finished(os.waitstatus_to_exitcode(status), out, err)


def _stop(pid: int, kill: Callable[[int, int], None]) -> None:
    """End a git that is no longer wanted: asked politely it removes its lock files and ends what it started."""
    kill(pid, _SIGTERM)
    patience = monotonic() + TIDYING_SECONDS
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if monotonic() > patience:
            kill(pid, _SIGKILL)
            os.waitpid(pid, 0)
            return
        sleep(0.005)


def _converse(our_in: int, our_out: int, our_err: int, stdin: bytes, deadline: float, room: int) -> tuple[bytes, bytes]:
    """Feed stdin and drain both outputs until they end. Closes the three.

    TimeoutError at the deadline, OverflowError when `room` bytes are used up.
    """
    left = memoryview(stdin)
    heard: dict[int, list[bytes]] = {our_out: [], our_err: []}
    open_fds = {our_in, our_out, our_err}
    poller = select.poll()
    poller.register(our_out, select.POLLIN)
    poller.register(our_err, select.POLLIN)

    def close(fd: int) -> None:
        open_fds.discard(fd)
        os.close(fd)

    try:
        if left:
            os.set_blocking(our_in, False)
            poller.register(our_in, select.POLLOUT)
        else:
            close(our_in)
        while open_fds:
            remaining = deadline - monotonic()
            ready = poller.poll(max(remaining, 0) * 1000)
            if not ready and remaining <= 0:
                raise TimeoutError
            for fd, _ in ready:
                if fd == our_in:
                    try:
                        left = left[os.write(fd, left[:_CHUNK]) :]
                    except BrokenPipeError:
                        left = left[:0]
                    if not left:
                        poller.unregister(fd)
                        close(fd)
                elif data := os.read(fd, _CHUNK):
                    heard[fd].append(data)
                    room -= len(data)
                    if room < 0:
                        raise OverflowError
                else:
                    poller.unregister(fd)
                    close(fd)
    finally:
        for fd in tuple(open_fds):
            close(fd)
    return b"".join(heard[our_out]), b"".join(heard[our_err])


def _run_portably(command: list[str], stdin: bytes, env: dict[str, str], timeout: float) -> Finished:
    import subprocess

    try:
        done = subprocess.run(command, input=stdin, capture_output=True, env=env, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return Finished(done.returncode, done.stdout, done.stderr)
