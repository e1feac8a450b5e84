"""What git is configured to do here: whose name goes on a tag, whether tags are signed, what a clone left out.

One `git var -l` answers all of it, with git's own precedence of system, global, local configuration and environment.
"""

from __future__ import annotations

import os

from gto.errors import NoIdentity
from gto.git.objects import offset_minutes
from gto.git.refs import lines
from gto.git.run import git
from gto.record import Record
from gto.registry.events import Moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.git.place import Place


#: So much of a configuration file is searched.
CONFIG_BYTES_MAX = 1 << 20


class Person(Record):
    """A name and an e-mail address."""

    name: str
    email: str


class Settings(Record):
    """git's configuration, keys in lower case (but for the middle part), and its idea of who acts when."""

    values: dict[str, str]
    committer: str

    @property
    def signing(self) -> Mapping[str, str] | None:
        """The keys and programs to sign with; None if a person's annotated tags are not to be signed."""
        signs = any(
            self.values.get(key, "false").lower() in ("true", "1", "yes", "on")
            for key in ("tag.gpgsign", "tag.forcesignannotated")
        )
        by = {key: value for key, value in self.values.items() if key == "user.signingkey" or key.startswith("gpg.")}
        return by if signs else None

    @property
    def default_remote(self) -> str | None:
        """`origin`; else the only remote there is; else None."""
        names = self.remotes
        return "origin" if "origin" in names else names[0] if len(names) == 1 else None

    @property
    def remotes(self) -> list[str]:
        """Names of the remotes that have an address."""
        return [key[7:-4] for key in self.values if key.startswith("remote.") and key.endswith(".url")]

    def leaves_out_tags(self, remote: str) -> bool:
        """Whether the clone was told not to fetch tags, or only those of one branch."""
        heads = self.values.get(f"remote.{remote}.fetch", "+refs/heads/*:")
        narrow = heads.startswith(("+refs/heads/", "refs/heads/")) and "*" not in heads
        return narrow or self.values.get(f"remote.{remote}.tagopt") == "--no-tags"


def read_settings(at: str, author: Person | None = None) -> Settings:
    """Ask git for its configuration, as it is when `author` acts."""
    values: dict[str, str] = {}
    said = git("var", "-l", at=at, env=acting_as(author))
    for line in lines(said.text):
        key, given, value = line.partition("=")
        if key not in values or not key.endswith(".fetch"):
            values[key] = value if given else "true"
    return Settings(values, values.get("GIT_COMMITTER_IDENT", ""))


def missing_tags(place: Place) -> str | None:
    """Why this clone may lack tags that its remote has; None if nothing speaks for it. Asks git only on suspicion."""
    if place.origin is not None:
        return None
    if place.shallow:
        return "it is shallow"
    try:
        with open(os.path.join(place.common_dir, "config"), "rb") as file:
            text = file.read(CONFIG_BYTES_MAX).lower()
    except OSError:
        return None
    if b"[remote" not in text or (b"tagopt" not in text and b"+refs/heads/*:" in text):
        return None
    settings = read_settings(place.path)
    remote = settings.default_remote
    return "it was cloned without (all) tags" if remote and settings.leaves_out_tags(remote) else None


def committer(settings: Settings, author: Person | None) -> tuple[Person, Moment]:
    """Who acts, and when: `author`, else whom the environment or the configuration names; the time is git's.

    NoIdentity if nobody is named: git's own guess from the machine's name is no record of who did it.
    """
    known, env = settings.values, os.environ
    name = env.get("GIT_COMMITTER_NAME") or known.get("committer.name") or known.get("user.name")
    email = env.get("GIT_COMMITTER_EMAIL") or known.get("committer.email") or known.get("user.email")
    if author is None and not (name and (email or env.get("EMAIL"))):
        raise NoIdentity
    who, _, when = settings.committer.rpartition("> ")
    name, _, email = who.partition(" <")
    seconds, _, zone = when.partition(" ")
    return Person(name, email), Moment(int(seconds), offset_minutes(zone) or 0)


def acting_as(author: Person | None) -> Mapping[str, str]:
    """Environment for a child process that acts in this person's name; empty for git's own idea of who it is."""
    return {} if author is None else {"GIT_COMMITTER_NAME": author.name, "GIT_COMMITTER_EMAIL": author.email}
