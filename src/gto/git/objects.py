"""Objects by id, many at once: kinds and sizes, tags, commits, files. One `cat-file` for each question.

A broken object costs itself and nothing else: where git gives up half-way, reading goes on behind the culprit.
"""

from __future__ import annotations

import os

from gto.errors import GitFailed
from gto.git.run import ANSWER_BYTES_MAX, git
from gto.record import Record
from gto.registry.events import Commit, Moment
from gto.registry.names import CommitId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Larger tag and commit objects are reported, not read. (git itself has no limit.)
MESSAGE_BYTES_MAX = 1 << 20
#: What git says before an object, and after it.
_AROUND_BYTES_MAX = 256
#: A date with more digits is nonsense, as are years beyond 30,000.
SECONDS_DIGITS_MAX = 12
#: So many objects in one reading may make git give up before we do.
BROKEN_MAX = 100

_make = tuple.__new__  # a Record of values that are known to be right, for each of many thousand


class Kind(Record):
    """What an object is: its full id, its type (`commit`, `tag`, `tree`, `blob`) and its size in bytes."""

    id: str
    type: str
    size: int


class TagObject(Record):
    """An annotated tag as it is stored. `target_type` is what the tag claims; `moment` is None without a tagger."""

    name: str
    target: str
    target_type: str
    tagger: str
    tagger_email: str
    moment: Moment | None
    message: str
    is_utf8: bool


def kinds(at: str, ids: Sequence[str]) -> list[Kind | None]:
    """For each full object id what it is; None where it is missing or broken."""
    found: list[Kind | None] = []
    for chunk, said in _ask(at, "--batch-check", ids):
        lines = said.decode("utf-8", "surrogateescape").split("\n")[:-1]
        for line in lines:
            id, _, about = line.partition(" ")
            type, _, size = about.partition(" ")
            found.append(_make(Kind, (id, type, int(size))) if size.isdecimal() else None)
        found += [None] * (len(chunk) - len(lines))
    return found


def contents(at: str, ids: Sequence[str]) -> list[bytes | None]:
    """For each object id its bytes; None where it is missing or broken."""
    return [body for _, body in wholes(at, ids)]


def large(at: str, id: str, size: int) -> bytes | None:
    """The bytes of an object whose size is known, however many; None where it is missing or broken."""
    ((_, body),) = wholes(at, [id], max(ANSWER_BYTES_MAX, size + _AROUND_BYTES_MAX))
    return body


def wholes(at: str, ids: Sequence[str], bytes_max: int = ANSWER_BYTES_MAX) -> list[tuple[str, bytes | None]]:
    """For each object id its type and its bytes; `""` and None where it is missing or broken. AnswerTooLong."""
    found: list[tuple[str, bytes | None]] = []
    for chunk, said in _ask(at, "--batch", ids, bytes_max):
        start, count = 0, 0
        while start < len(said):
            end = said.index(b"\n", start)
            _, _, about = said[start:end].decode("utf-8", "replace").partition(" ")
            type, _, size = about.partition(" ")
            if size.isdecimal():
                start = end + 1 + int(size)
                found.append((type, said[end + 1 : start]))
            else:
                start = end
                found.append(_NOTHING)
            start += 1
            count += 1
        found += [_NOTHING] * (len(chunk) - count)
    return found


def tags(at: str, ids: Sequence[str], bytes_max: int = ANSWER_BYTES_MAX) -> list[TagObject | str]:
    """For each object id what it says, if it is a tag no longer than MESSAGE_BYTES_MAX; else its type. AnswerTooLong.

    The type is `""` where the object is missing or broken.
    """
    if not ids:
        return []
    mark = os.urandom(16).hex()  # so nobody could have written it into an object
    question = "\n".join([*ids, ""]).encode()
    done = git(
        "cat-file",
        f"--batch={mark}%(objecttype)",
        "--buffer",
        at=at,
        stdin=question,
        codes=range(-64, 256),
        bytes_max=bytes_max,
    )
    answers = done.out.decode("utf-8", "surrogateescape").split(mark)[1:]
    if done.code == 0 and len(answers) == len(ids):
        people = _People()
        return [_ordinary_tag(answer, people) or _answered(answer) for answer in answers]
    return [_understood(type, body) for type, body in wholes(at, ids, bytes_max)]  # one of them is missing or broken


def _answered(answer: str) -> TagObject | str:
    type, _, text = answer.partition("\n")
    return _understood(type, text[:-1].encode("utf-8", "surrogateescape"))


def _understood(type: str, body: bytes | None) -> TagObject | str:
    if type != "tag" or body is None or len(body) > MESSAGE_BYTES_MAX:
        return type
    return parse_tag(body) or ""


def parse_tag(data: bytes) -> TagObject | None:
    """Read a tag object's bytes (git-mktag(1)). None if they are no tag."""
    return _ordinary_tag(f"tag\n{data.decode('utf-8', 'surrogateescape')}", _People()) or _any_tag(data)


class _People(dict[str, tuple[str, str]]):
    """`tagger Jo Tester <jo@example.com` → name and address, kept once for all tags of a person."""

    def __missing__(self, who: str) -> tuple[str, str]:
        name, _, email = who.partition("<")
        person = self[who] = name[7:].rstrip(), email
        return person


def _ordinary_tag(answer: str, people: _People) -> TagObject | None:
    """A tag as most are: four lines of header in UTF-8, made in Greenwich's time, not signed. None for any other.

    Its type stands above it. The rules are those of `_any_tag`, which takes three times as long; there may be many
    thousand tags.
    """
    try:
        kind, target, type, name, tagger, empty, message = answer.split("\n", 6)
        answer.isascii() or answer.encode()
    except ValueError:  # another header, or bytes that are no UTF-8
        return None
    who, _, when = tagger.rpartition("> ")
    seconds, _, zone = when.partition(" ")
    if (
        kind == "tag"
        and not empty
        and target[:7] == "object "
        and type[:5] == "type "
        and name[:4] == "tag "
        and tagger[:7] == "tagger "
        and seconds.isdecimal()
        and len(seconds) <= SECONDS_DIGITS_MAX
        and zone == "+0000"
        and "-----BEGIN " not in message
        and len(answer) <= MESSAGE_BYTES_MAX
    ):
        person, moment = people[who], _make(Moment, (int(seconds), 0))
        return _make(TagObject, (name[4:], target[7:], type[5:], *person, moment, message.strip(), True))
    return None


def _any_tag(data: bytes) -> TagObject | None:
    header, _, message = data.partition(b"\n\n")
    lines = header.decode("utf-8", "replace").split("\n")
    if len(lines) < 3 or lines[0][:7] != "object " or lines[1][:5] != "type " or lines[2][:4] != "tag ":
        return None
    who, email, moment = _identity(lines[3][7:]) if len(lines) > 3 and lines[3][:7] == "tagger " else _NOBODY
    encoding = ""
    if len(lines) > 4:
        encoding = next((line[9:] for line in lines[4:] if line[:9] == "encoding "), "")
    if b"-----BEGIN " in message:
        message = unsigned(message)
    text, is_utf8 = _decode(message, encoding)
    return TagObject(lines[2][4:], lines[0][7:], lines[1][5:], who, email, moment, text.strip(), is_utf8)


def parse_commit(id: CommitId, data: bytes) -> Commit | None:
    """Read a commit object's bytes. None if they are no commit."""
    header, _, message = data.partition(b"\n\n")
    fields = _header(header)
    author, author_email, _ = _identity(fields.get("author", ""))
    committer, committer_email, moment = _identity(fields.get("committer", ""))
    if moment is None:
        return None
    text, _ = _decode(message, fields.get("encoding", ""))
    return Commit(id, fields.get("tree", ""), moment, author, author_email, committer, committer_email, text)


def commits(at: str, ids: Sequence[CommitId]) -> dict[CommitId, Commit]:
    """The commits that exist and can be read; one whose text is longer than MESSAGE_BYTES_MAX cannot."""
    small = [id for id, kind in zip(ids, kinds(at, ids), strict=True) if kind and kind.size <= MESSAGE_BYTES_MAX]
    found = (parse_commit(id, data) for id, data in zip(small, contents(at, small), strict=True) if data is not None)
    return {commit.id: commit for commit in found if commit is not None}


def _ask(
    at: str, option: str, ids: Sequence[str], bytes_max: int = ANSWER_BYTES_MAX
) -> Iterator[tuple[Sequence[str], bytes]]:
    """Ask cat-file; where it dies at a broken object, count that one as unanswered and ask on for the rest."""
    left, broken = list(ids), 0
    while left:
        done = git(
            "cat-file",
            option,
            "--buffer",
            at=at,
            stdin="\n".join([*left, ""]).encode(),
            codes=range(-64, 256),
            bytes_max=bytes_max,
        )
        if done.code == 0:
            yield left, done.out
            return
        broken += 1
        out, answered = _whole_answers(done.out, option)
        if broken > BROKEN_MAX or answered >= len(left):
            raise GitFailed(f"git cat-file failed: {done.reason}", hint="`git fsck` names what is damaged")
        yield left[: answered + 1], out
        left = left[answered + 1 :]


def _whole_answers(said: bytes, option: str) -> tuple[bytes, int]:
    """The answers that came out whole before git gave up, and how many they are."""
    start = count = 0
    while (end := said.find(b"\n", start)) >= 0:
        size = said[start:end].rsplit(b" ", 1)[-1]
        next_start = end + 1
        if option == "--batch" and size.isdigit():
            next_start = end + 2 + int(size)
        if next_start > len(said):
            break
        start, count = next_start, count + 1
    return said[:start], count


def _header(data: bytes) -> dict[str, str]:
    pairs = [line.partition(" ") for line in data.decode("utf-8", "replace").split("\n")]
    return {key: value for key, _, value in reversed(pairs)}  # of several `parent` lines the first is kept


_NOTHING = ("", None)
_NOBODY = ("", "", None)


def _identity(line: str) -> tuple[str, str, Moment | None]:
    """`Jo Tester <jo@example.com> 1640995200 +0100`"""
    who, _, when = line.rpartition("> ")
    name, _, email = who.partition("<")
    seconds, _, zone = when.partition(" ")
    offset = offset_minutes(zone)
    if offset is None or not seconds.removeprefix("-").isdecimal() or len(seconds) > SECONDS_DIGITS_MAX:
        return name.strip(), email, None
    return name.rstrip(), email, Moment(int(seconds), offset)


def offset_minutes(zone: str) -> int | None:
    """`+0130` → 90; None for anything else."""
    if zone == "+0000":  # as most machines have it that make tags
        return 0
    if len(zone) != 5 or zone[0] not in "+-" or not zone[1:].isdecimal():
        return None
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    return -minutes if zone[0] == "-" else minutes


_SIGNATURES = (
    b"-----BEGIN PGP SIGNATURE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"-----BEGIN SSH SIGNATURE-----",
    b"-----BEGIN SIGNED MESSAGE-----",
)


def unsigned(message: bytes) -> bytes:
    """A tag's message without the signature block that git appends to it."""
    for mark in _SIGNATURES:
        if message.startswith(mark):
            return b""
        at = message.rfind(b"\n" + mark)
        if at >= 0:
            return message[: at + 1]
    return message


def _decode(data: bytes, encoding: str) -> tuple[str, bool]:
    try:
        return data.decode(encoding or "utf-8"), True
    except (ValueError, LookupError):  # no such encoding, no name of one, or not in it
        return data.decode("utf-8", "replace"), False
