"""Signatures of tags, checked by git with the person's own programs, whatever a repository's configuration names."""

from __future__ import annotations

from gto.git import objects
from gto.git.run import git
from gto.record import Record
from gto.registry.names import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    #: good: made by a key that git trusts; unknown: valid, but nobody vouches for the key; bad; or none at all.
    Grade = Literal["good", "unknown", "bad", "unsigned"]

#: git's settings that name a program, and the programs that are run where the person's own settings name none.
_PROGRAMS = {
    "gpg.program": "gpg",
    "gpg.openpgp.program": "gpg",
    "gpg.ssh.program": "ssh-keygen",
    "gpg.x509.program": "gpgsm",
}
_NOBODY_VOUCHES = ("No principal matched", "No public key", "allowedSignersFile", "Can't check signature")


class Signature(Record):
    """What became of a tag's signature, and what git said about it."""

    grade: Grade
    says: str


def check(at: str, tags: Mapping[str, str]) -> dict[str, Signature]:
    """For each tag (name → id of its object) its signature. Only signed tags cost a call of git.

    What is no tag object, or one that is missing or larger than is read, has none.
    """
    programs = _own_programs(at)
    kinds = zip(tags.items(), objects.kinds(at, list(tags.values())), strict=True)
    small = {
        tag: id
        for (tag, id), kind in kinds
        if kind is not None and kind.type == "tag" and kind.size <= objects.MESSAGE_BYTES_MAX
    }
    bodies = dict(zip(small, objects.contents(at, list(small.values())), strict=True))
    return {tag: _check(at, tag, id, bodies.get(tag) or b"", programs) for tag, id in tags.items()}


def _check(at: str, tag: str, id: str, body: bytes, programs: tuple[str, ...]) -> Signature:
    _, _, message = body.partition(b"\n\n")
    if objects.unsigned(message) == message:
        return Signature("unsigned", "")
    signed = objects.parse_tag(body)
    if signed is not None and signed.name != tag:  # git checks what was signed, not where it is used
        return Signature("bad", f"it was made for a tag of another name, '{shown(signed.name)}'")
    done = git(*programs, "verify-tag", "--end-of-options", id, at=at, codes=range(-64, 256))
    lines = done.err.decode("utf-8", "replace").splitlines()
    says = shown("; ".join(line.strip() for line in lines if line.strip())[:500])
    if done.code == 0:
        return Signature("good", says)
    return Signature("unknown" if any(sign in says for sign in _NOBODY_VOUCHES) else "bad", says)


def _own_programs(at: str) -> tuple[str, ...]:
    """Options that make git run the programs of the person's configuration, never those of the repository's."""
    options = []
    for key, program in _PROGRAMS.items():
        said = git("config", "--show-scope", "--get-all", key, at=at, codes=(0, 1)).text.splitlines()
        own = [value for scope, _, value in (line.partition("\t") for line in said) if scope in ("system", "global")]
        options += ["-c", f"{key}={own[-1] if own else program}"]
    return tuple(options)
