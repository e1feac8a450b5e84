"""The server's own failures, on the tree of `gto.errors`: a stable code, a sentence, a hint.

    GtoError
    └── StudioError
        ├── who asks           NotSignedIn, WrongSignIn, SignInFailed, NotAllowed, UnprovedHook, CrossSite, WrongHost
        ├── what is asked for  NotFound, WrongInput, Conflict, TooLarge, TooMany
        ├── repositories       WrongAddress, AddressNotAllowed, NoAccess, NoRepositoryThere, HostUnreachable, …
        ├── forges             ForgeRefused, ForgeDown, RateLimited, TokenExpired, NoRight, AppRefused,
        │                      AppNotInstalled
        ├── how we are set up  WrongSettings, WrongKey
        ├── the database       DatabaseTooNew, DatabaseNotEmpty, WrongBackup
        └── work               LeaseLost, Stopping, WorkerLost, StillLacking

`web/problems.py` gives each a status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto import errors

if TYPE_CHECKING:
    from collections.abc import Mapping


class StudioError(errors.GtoError):
    """A failure of the server that a person can meet."""

    code = "studio-failed"


# --- who asks -------------------------------------------------------------------------------------------------------


class NotSignedIn(StudioError):
    """Nobody is signed in, or a token is unknown, revoked or expired."""

    code = "not-signed-in"

    def __init__(
        self, message: str = "You are not signed in", *, hint: str | None = "sign in, or send a token"
    ) -> None:
        super().__init__(message, hint=hint)


class WrongSignIn(StudioError):
    """One sentence for an unknown person, one without a password and a wrong password: it tells nobody who exists."""

    code = "wrong-sign-in"

    def __init__(self) -> None:
        super().__init__("The name or the password is wrong")


class SignInFailed(StudioError):
    """A provider of sign-in said no, or said something that cannot be trusted."""

    code = "sign-in-failed"


class NotAllowed(StudioError):
    """Who asks is known, and may not. The hint says who may."""

    code = "not-allowed"


class UnprovedHook(StudioError):
    """A hook whose proof does not fit the secret of the repository, or of a repository that is not here."""

    code = "unproved-hook"

    def __init__(self) -> None:
        super().__init__(
            "Nothing proves that this hook is from the repository's Git server",
            hint="give the server the address and the secret that the repository's settings show",
        )


class CrossSite(StudioError):
    """A page of another site made a browser ask."""

    code = "cross-site"

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"A page of another site ({origin}) asked for this",
            hint="if it is this server under another name, set GTO_STUDIO_PUBLIC_URL to that address",
        )


class WrongHost(StudioError):
    """A name in the request that is not this server's."""

    code = "wrong-host"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"This server does not answer under the name '{host}'",
            hint="if it should, set GTO_STUDIO_PUBLIC_URL to its address",
        )


# --- what is asked for ----------------------------------------------------------------------------------------------


class NotFound(StudioError, errors.NotFound):
    """It does not exist, or who asks must not know that it does."""

    code = "not-found"


class NotHereYet(StudioError):
    """It is on its way from Git, or from where DVC keeps it; whoever asks again in a moment has it."""

    code = "not-here-yet"

    def __init__(self, path: str) -> None:
        super().__init__(f"'{path}' is still being fetched", hint="ask again in a moment")


class WrongInput(StudioError):
    """What was sent cannot be used. `fields` says of each field of a form what is wrong with it."""

    code = "wrong-input"

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.fields = dict(fields or {})


class Conflict(StudioError):
    """It would contradict something that is there, or that changed meanwhile."""

    code = "conflict"


class TooLarge(StudioError):
    """More was sent than is taken."""

    code = "too-large"

    def __init__(self, most: int) -> None:
        super().__init__(f"More was sent than the {most:,} bytes that are taken here")


class TooMany(StudioError):
    """Too often, too soon; `Retry-After` says when it is worth trying again."""

    code = "too-many"

    def __init__(self, message: str, *, seconds: float) -> None:
        """`seconds`: when it is worth trying again."""
        super().__init__(message, hint=f"try again in {max(1, round(seconds))} seconds")
        self.seconds = seconds


# --- repositories ---------------------------------------------------------------------------------------------------


class WrongAddress(StudioError):
    """Not an address of a repository, or one that git is never sent to."""

    code = "wrong-address"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"'{text}' is no address of a repository",
            hint="https, http, ssh and git addresses, user@host:path, and absolute paths are",
        )


#: These are of `gto`, which reads data remotes, too.
AddressNotAllowed = errors.AddressNotAllowed
HostUnreachable = errors.HostUnreachable
NoAccess = errors.NoAccess
StorageFailed = errors.StorageFailed


class NoRepositoryThere(StudioError):
    """The host answers, but has no repository under that address, or none that we may see."""

    code = "no-repository-there"


class RepositoryUnreadable(StudioError):
    """git could not read a repository, for a reason that we have no better words for."""

    code = "repository-unreadable"


class DiskFull(StudioError):
    """There is no room left where the mirrors are."""

    code = "disk-full"

    def __init__(self, folder: object) -> None:
        super().__init__(
            f"No space is left for the mirrors in '{folder}'",
            hint="free some space; the next sync goes on by itself, and nothing is lost",
        )


# --- forges ---------------------------------------------------------------------------------------------------------


class ForgeRefused(StudioError):
    """A forge says no, in its own words: there are conflicts, nothing to merge, a branch that is gone."""

    code = "forge-refused"


class ForgeDown(StudioError):
    """A forge does not answer, not in time, or with an error of its own."""

    code = "forge-down"


class RateLimited(StudioError):
    """A forge wants to be left in peace for a while."""

    code = "rate-limited"

    def __init__(self, host: str, *, until: float, seconds: float) -> None:
        """`until`: when it is worth asking again, in seconds since 1970 UTC; `seconds`: how long that is from now."""
        super().__init__(
            f"'{host}' was asked too often and wants to be left alone for a while",
            hint=f"Studio asks again by itself in {max(1, round(seconds / 60))} min",
        )
        self.until = until


class TokenExpired(StudioError):
    """A forge does not know the token (any more): it is wrong, revoked or expired."""

    code = "token-expired"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"'{host}' does not take the token: it is wrong, revoked or expired",
            hint="connect anew under Settings › Git connections",
        )


class NoRight(StudioError):
    """A forge knows whose token it is, and they may not."""

    code = "no-right"


class AppRefused(StudioError):
    """A forge does not take what an app proves itself by: its id and its key."""

    code = "app-refused"


class AppNotInstalled(StudioError):
    """An app is known at its forge, and not installed where it should be, or suspended there."""

    code = "app-not-installed"


# --- how we are set up ----------------------------------------------------------------------------------------------


class WrongSettings(StudioError):
    """Settings with which the server must not start."""

    code = "wrong-settings"


class WrongKey(StudioError):
    """Stored secrets that the key does not open."""

    code = "wrong-key"


# --- the database ---------------------------------------------------------------------------------------------------


class DatabaseAway(StudioError):
    """The database cannot be reached or written now: its server is away, or its disk is full."""

    code = "database-away"

    def __init__(self, says: str | None = None) -> None:
        """`says`: the database's own words, for whoever may read them."""
        why = "its disk is full or its server away: the log says which" if says is None else f"look why it says: {says}"
        super().__init__(
            "The database does not take this now, and nothing was changed", hint=f"try again; if it lasts, {why}"
        )


class DatabaseTooNew(StudioError):
    """The tables are of a later version than this program."""

    code = "database-too-new"

    def __init__(self) -> None:
        super().__init__(
            "The database was made by a newer version of gto",
            hint="install that version, or restore a backup into an empty database",
        )


class DatabaseNotEmpty(StudioError):
    """A backup goes into an empty database, and this one has rows."""

    code = "database-not-empty"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"A backup is restored into an empty database only, and this one has rows in '{table}'",
            hint="name another one: GTO_STUDIO_DATABASE, or --data for a new folder",
        )


class WrongBackup(StudioError):
    """A file that is no backup, or not one that this version can read."""

    code = "wrong-backup"


# --- work -----------------------------------------------------------------------------------------------------------


class LeaseLost(StudioError):
    """Somebody else has taken over, or what it was about is gone. Whoever meets it stops, and writes nothing."""

    code = "lease-lost"

    def __init__(self, kind: str, subject: str) -> None:
        super().__init__(f"The {kind} of {subject} is in other hands by now")


class Stopping(StudioError):
    """The worker was told to end. What is in its hands is left to the next one."""

    code = "stopping"

    def __init__(self) -> None:
        super().__init__("The worker was told to end")


class WorkerLost(StudioError):
    """What a job is told that several workers in a row did not survive."""

    code = "worker-lost"

    def __init__(self) -> None:
        super().__init__(
            "The worker ended in the midst of it, several times",
            hint="look into the worker's log; it may lack memory or disk space",
        )


class StillLacking(StudioError):
    """Values that DVC keeps outside of Git are not on the data remote yet; they are looked for again."""

    code = "still-lacking"

    def __init__(self, commits: int) -> None:
        super().__init__(f"Values of {commits} commits are not to be had outside of Git", hint="was `dvc push` run?")
