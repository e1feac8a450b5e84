"""What all forges have in common: requests and answers as values, and the questions that can be asked.

Every question may end in TokenExpired, NoRight, NoRepositoryThere, RateLimited, ForgeRefused, ForgeDown or
AddressNotAllowed, and never hangs: `asking.py` has the limits. A kind of forge that lacks something answers None, or
nothing; it does not pretend. Times are seconds since 1970 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    CredentialKind = Literal["token", "oauth", "app"]
    CheckState = Literal["queued", "running", "passed", "failed", "cancelled", "skipped"]
    PullRequestState = Literal["open", "merged", "closed"]
    HookState = Literal["made", "repaired", "right"]


@dataclass(frozen=True, slots=True)
class App:
    """An app of GitHub's, which people install for an account. `id`: the app's, or its client id; `key`: what it signs
    with, PEM. `account`: for whom it is installed; `installation`: the number of that. None: to be found."""

    id: str
    key: str
    account: str | None = None
    installation: int | None = None

    def __repr__(self) -> str:
        return f"App({self.id!r}, …)"


@dataclass(frozen=True, slots=True)
class Credential:
    """What lets us in. `secret`: a token, a person's own or (oauth, app) one that ends and is renewed. `username`:
    whose, where a forge wants to know. `app`: whose token it is, of kind app. `anew`: another secret instead of one
    that is not taken any more; None: there is none. It raises what a forge does."""

    kind: CredentialKind
    secret: str
    username: str | None = None
    app: App | None = None
    anew: Callable[[], str] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Credential({self.kind!r}, …)"


@dataclass(frozen=True, slots=True)
class Account:
    """Whose credential it is. `scopes`: what it may be used for; None: the forge does not tell."""

    login: str
    name: str
    email: str | None = None
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A repository in a forge's list. `name`: as the other questions want it; `url`: what git is given."""

    name: str
    url: str
    web_url: str
    private: bool
    may_write: bool
    #: None: it is empty.
    default_branch: str | None


@dataclass(frozen=True, slots=True)
class Rights:
    """What the credential may do with a repository."""

    read: bool
    write: bool
    admin: bool


@dataclass(frozen=True, slots=True)
class NewPullRequest:
    """`head` → `base`, both branches of the same repository."""

    title: str
    body: str
    head: str
    base: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request (a merge request, where they are called so)."""

    number: int
    url: str
    title: str
    state: PullRequestState
    head: str
    base: str
    #: The newest commit of `head`, as the forge knows it.
    head_commit: str | None
    #: What the merge made on `base`; None until then, and where the forge does not tell.
    merge_commit: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that CI, or somebody else, says of a commit."""

    name: str
    state: CheckState
    url: str | None = None
    started: float | None = None
    ended: float | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What we say of a commit. `name` is its key: the same name again replaces it."""

    name: str
    state: Literal["queued", "running", "passed", "failed"]
    url: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """The address that a forge is to call after pushes, merges and CI runs, and by what it proves itself."""

    url: str
    secret: str
    #: Write it anew even where all that the forge shows is right: it never shows the secret.
    anew: bool = False

    def __repr__(self) -> str:
        return f"Hook({self.url!r}, …)"


class Forge(Protocol):
    """One forge, asked with one credential. Used by one thread after the other. Close it."""

    def who(self) -> Account:
        """Whose credential it is."""

    def repositories(self, search: str = "") -> Iterator[Found]:
        """Those that the account has to do with, the latest first, as far as `asking.PAGES_MAX` pages go."""

    def rights(self, name: str) -> Rights:
        """What the credential may do there; nothing at all is also what a hidden repository answers."""

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        """The open one of these branches."""

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        """The open one of these branches if there is one, else a new one: asked again it is the same."""

    def pull_request(self, name: str, number: int) -> PullRequest:
        """As it is now."""

    def checks(self, name: str, commit: str) -> Sequence[Check]:
        """What is said of a commit, the newest of each name, by name."""

    def set_status(self, name: str, commit: str, status: Status) -> None:
        """Say something of a commit."""

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        """Let the hook be there once, and be right. Needs admin rights."""

    def protected_tags(self, name: str) -> Sequence[str] | None:
        """Patterns of tags that not everybody may make; None: the forge has none, or does not tell this account."""

    def close(self) -> None:
        """Let go of connections."""
