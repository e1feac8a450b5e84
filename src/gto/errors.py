"""Every failure a caller can meet: a stable code, a sentence that states the fact, a hint that names the next step.

The class names and the first sentences are those of GTO 1.x, because scripts and programs match them
(`gto.exceptions` is the address under which GTO 1.x kept them).

    GtoError
    ├── wrong requests      ValidationError, WrongArgs, InvalidVersion, IncomparableVersions, MissingArg, …
    ├── the registry says no  VersionExistsForCommit, VersionAlreadyRegistered, ArtifactNotFound, UnknownStage, …
    ├── Git says no         NoRepo, RefNotFound, TagExists, PushRefused, GitFailed, GitTooOld, IncompleteClone, …
    ├── hosts and data remotes say no  AddressNotAllowed, HostUnreachable, NoAccess, StorageFailed, TooLargeThere
    └── files say no        WrongConfig, WrongArtifactsYaml, ArtifactExists, PathIsUsed, …
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class GtoError(Exception):
    """A failure that a person can meet. `str(error)` is the sentence; `hint` (or None) the next step."""

    code = "failed"

    def __init__(self, message: str = "", *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def msg(self) -> str:
        """The sentence, under the name GTO 1.x gave it."""
        return self.message


# --- wrong requests -------------------------------------------------------------------------------------------------


class ValidationError(GtoError):
    """A name, stage, type or label that the grammar refuses."""

    code = "invalid-name"


class WrongArgs(GtoError):
    """Arguments that exclude each other, or one that is missing."""

    code = "wrong-arguments"


class InvalidVersion(GtoError):
    """Not a version in the form `v1.2.3`."""

    code = "invalid-version"


class IncomparableVersions(GtoError):
    code = "incomparable-versions"

    def __init__(self, version: object, other: object) -> None:
        super().__init__(
            f"You can compare only versions of the same system, but not '{version}' and '{other}'",
        )


class MissingArg(GtoError):
    code = "missing-argument"

    def __init__(self, arg: str) -> None:
        super().__init__(f"'{arg}' is required")


class UnknownAction(GtoError):
    code = "unknown-action"

    def __init__(self, action: object) -> None:
        super().__init__(f"Unknown action '{action}' was requested")


class InvalidTagName(GtoError):
    code = "invalid-tag-name"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Cannot parse tag name '{name}'",
            hint="registry tags look like model@v1.2.3, model#prod#1, model@v1.2.3!, model#prod!#2 or model@deprecated",
        )


class NotImplementedInGTO(GtoError):
    code = "not-supported"


class AmbiguousArg(GtoError):
    """A call that can be read in two ways."""

    code = "ambiguous-argument"


# --- the registry says no -------------------------------------------------------------------------------------------


class NotFound(GtoError):
    code = "not-found"


class VersionExistsForCommit(GtoError):
    code = "commit-taken"

    def __init__(self, model: str, version: str) -> None:
        super().__init__(
            f"'{model}' is already registered in this commit with version '{version}'",
            hint="name another commit, or add --force to register this one again",
        )


class VersionAlreadyRegistered(GtoError):
    code = "version-taken"

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Version '{version}' already was registered.\n",
            hint="leave the version out to get the next free one",
        )


class VersionRequired(GtoError):
    code = "version-not-found"

    def __init__(self, name: str) -> None:
        super().__init__(f"No versions found for '{name}'", hint=f"`gto show {name}` lists its versions")


class ManyVersions(GtoError):
    """Several versions of an artifact on one commit, where one was asked for."""

    code = "many-versions"

    def __init__(self, name: str, versions: Sequence[str], *, hint: str | None = None) -> None:
        super().__init__(
            "Multiple versions are not allowed on the same Git commit. "
            f"Violation detected for artifact '{name}', versions '{list(versions)}'.",
            hint=hint,
        )


class ArtifactNotFound(GtoError):
    """No tag, or with `file` no entry of that annotation file, speaks of an artifact of this name."""

    code = "artifact-not-found"

    def __init__(self, name: str, *, file: str | None = None, hint: str | None = None) -> None:
        if file is None:
            super().__init__(f"Cannot find artifact '{name}'", hint=hint or "`gto show` lists the artifacts")
        else:
            super().__init__(f"Cannot find artifact '{name}' in {file}", hint="nothing is written about it there")


class NoStageForVersion(GtoError):
    code = "stage-not-found"

    def __init__(self, artifact: str, version: str, stage: str) -> None:
        super().__init__(f"The artifact '{artifact}' version '{version}' is not in stage '{stage}'")


class NoActiveAssignment(GtoError):
    code = "stage-empty"

    def __init__(self, stage: str, name: str) -> None:
        super().__init__(f"No version in stage '{stage}' was found for '{name}'")


class UnknownStage(GtoError):
    code = "unknown-stage"

    def __init__(self, stage: str, stages: Sequence[str]) -> None:
        super().__init__(
            f"Allowed stages are: '{list(stages)}'",
            hint=f"to allow '{stage}', add it to `stages` in the file .gto",
        )


class UnknownType(GtoError):
    code = "unknown-type"

    def __init__(self, type: str, types: Sequence[str]) -> None:
        super().__init__(
            f"Allowed types are: '{list(types)}'",
            hint=f"to allow '{type}', add it to `types` in the file .gto",
        )


# --- Git says no ----------------------------------------------------------------------------------------------------


class NoRepo(GtoError):
    code = "no-repository"

    def __init__(self, path: object, *, hint: str | None = None) -> None:
        super().__init__(
            f"No Git repo found in '{path}'",
            hint=hint or "run inside a Git repository, or name one with --repo PATH_OR_URL",
        )


class RefNotFound(GtoError):
    code = "ref-not-found"

    def __init__(self, ref: str, *, hint: str | None = None) -> None:
        super().__init__(f"Ref '{ref}' was not found in the repository history", hint=hint)


class TagExists(GtoError):
    code = "tag-exists"

    def __init__(self, name: str, *, hint: str | None = None) -> None:
        super().__init__(f"tag '{name}' already exists", hint=hint)


class TagNotFound(GtoError):
    code = "tag-not-found"

    def __init__(self, name: str) -> None:
        super().__init__(f"tag '{name}' is not found")


class NoIdentity(GtoError):
    code = "no-identity"

    def __init__(self) -> None:
        super().__init__(
            "Git user name and email must be configured",
            hint='git config --global user.name "Your Name" && git config --global user.email you@example.com',
        )


class GitMissing(GtoError):
    code = "git-missing"

    def __init__(self) -> None:
        super().__init__("The program git was not found", hint="install git 2.39 or newer and put it on PATH")


class GitTooOld(GtoError):
    code = "git-too-old"

    def __init__(self, found: str) -> None:
        super().__init__(f"git {found} is too old", hint="install git 2.39 or newer")


class GitFailed(GtoError):
    """git refused or failed; the sentence carries what git itself said."""

    code = "git-failed"


class GitTimeout(GtoError):
    code = "git-timeout"

    def __init__(self, command: str, seconds: float, *, at: str | None = None) -> None:
        """`at` names the repository on this machine that kept git waiting; None: a remote did."""
        hint = "check the network and the address, or raise the limit with GTO_GIT_TIMEOUT=SECONDS"
        if at is not None:
            hint = f"something in '{at}' keeps git waiting, such as a pipe that its configuration names"
        super().__init__(f"git {command} did not answer within {seconds:g} seconds", hint=hint)


class RemoteUnreachable(GtoError):
    code = "remote-unreachable"


class PushRefused(GtoError):
    """The remote did not take what was pushed to it. `reason` is what it said; `unsure`: its answer was lost."""

    code = "push-refused"

    def __init__(self, message: str, *, hint: str | None = None, reason: str = "", unsure: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.unsure = unsure


class IncompleteClone(GtoError):
    """The repository lacks tags that its remote has, so a write could give a taken number again."""

    code = "incomplete-clone"


class DamagedRegistry(GtoError):
    """Tags that cannot be read stand in the way of a write."""

    code = "damaged-registry"


# --- hosts and data remotes say no ----------------------------------------------------------------------------------


class AddressNotAllowed(GtoError):
    """An address to which we do not go."""

    code = "address-not-allowed"


class HostUnreachable(GtoError):
    """Nobody answers, or not in time."""

    code = "host-unreachable"


class NoAccess(GtoError):
    """The host wants a password, token or key, or did not take the one it got."""

    code = "no-access"


class StorageFailed(GtoError):
    """A data remote that cannot be read, and why."""

    code = "storage-failed"


class TooLargeThere(StorageFailed):
    """The object is there, and more than is read."""

    code = "too-large-there"


# --- files say no ---------------------------------------------------------------------------------------------------


class WrongConfig(GtoError):
    code = "wrong-config"

    def __init__(self, path: object, *, hint: str | None = None) -> None:
        super().__init__(f"Wrong config file '{path}'", hint=hint)


class WrongSetting(GtoError):
    """An environment variable GTO_… with a value that cannot be used."""

    code = "wrong-setting"


class WrongArtifactsYaml(GtoError):
    code = "wrong-artifacts-yaml"

    def __init__(self, *, hint: str | None = None) -> None:
        super().__init__("artifacts.yaml file doesn't conform to GTO format", hint=hint)


class CannotEdit(GtoError):
    """An annotation file whose one entry cannot be changed without changing more."""

    code = "cannot-edit"

    def __init__(self, file: str, reason: str, *, hint: str | None = "change this entry by hand") -> None:
        super().__init__(f"{file} cannot be edited: {reason}", hint=hint)


class CannotWrite(GtoError):
    """A file of the work tree that the system does not let us write."""

    code = "cannot-write"

    def __init__(self, file: str, reason: str, *, hint: str = "nothing was changed; run the command again") -> None:
        super().__init__(f"{file} cannot be written: {reason}", hint=hint)


class CannotCommit(GtoError):
    """A commit that git, a hook or the state of the repository stands in the way of."""

    code = "cannot-commit"


class NoFile(GtoError):
    code = "no-file"

    def __init__(self, path: str) -> None:
        super().__init__(f"Nothing found in '{path}' for checked out commit")


class NoData(GtoError):
    """An artifact of which nothing says where it is, or whose files are nowhere."""

    code = "no-data"


class WrongData(GtoError):
    """What a storage gave is not what was asked for."""

    code = "wrong-data"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"What came for '{path}' does not fit its hash",
            hint="the storage has something else under that name; was it damaged, or written to by hand?",
        )


class FileInTheWay(GtoError):
    """A file of the person's own where something was to be put."""

    code = "file-in-the-way"

    def __init__(self, path: str) -> None:
        super().__init__(f"'{path}' exists, and is another one", hint="choose another folder, or add --force")


class ArtifactExists(GtoError):
    code = "annotation-exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"Enrichment for '{name}' already exists")


class PathIsUsed(GtoError):
    code = "path-used"

    def __init__(self, type: str | None, name: str, path: str | None) -> None:
        super().__init__(f"Provided path conflicts with '{path}' ('{type}' '{name}')")
