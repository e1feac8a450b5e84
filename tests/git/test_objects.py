"""Objects are read many at once; a broken one costs itself and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.errors import GitFailed
from gto.git import objects
from gto.git.objects import Kind, contents, kinds, parse_commit, parse_tag
from gto.registry.events import Moment
from gto.registry.names import CommitId
from shell import Shell, new_repository

MISSING = "0" * 39 + "1"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return new_repository(tmp_path / "project")


def blobs(shell: Shell, count: int) -> list[str]:
    return [shell.git("hash-object", "-w", "--stdin", stdin=f"\n{i} blob 3\n\n") for i in range(count)]


def damage(shell: Shell, id: str, *, cut: bool = True) -> None:
    """Cut a loose object short (git gives up on meeting it), or write over it (git calls it missing)."""
    file = shell.path / ".git" / "objects" / id[:2] / id[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-6] if cut else b"not an object")


class TestMany:
    def test_each_is_answered_in_its_place(self, shell: Shell) -> None:
        head = CommitId(shell.commit("first", files={"a.txt": "hello\n"}))
        blob, tag = shell.git("rev-parse", "HEAD:a.txt"), shell.tag("nn@v1.0.0")
        at = str(shell.path)
        found = kinds(at, [blob, MISSING, tag, head, blob])
        assert [kind and (kind.id, kind.type) for kind in found] == [
            (blob, "blob"), None, (tag, "tag"), (head, "commit"), (blob, "blob"),
        ]  # fmt: skip
        assert found[0] == Kind(blob, "blob", 6)
        assert contents(at, [blob, MISSING, blob]) == [b"hello\n", None, b"hello\n"]
        assert list(objects.commits(at, [head, CommitId(MISSING), CommitId(blob)])) == [head]

    def test_nothing_is_asked_of_git_for_nothing(self, tmp_path: Path) -> None:
        assert kinds(str(tmp_path), []) == contents(str(tmp_path), []) == []

    @pytest.mark.parametrize("cut", [True, False])
    @pytest.mark.parametrize("place", [0, 3, 6])
    def test_a_damaged_one_costs_only_itself(self, shell: Shell, place: int, *, cut: bool) -> None:
        ids, at = blobs(shell, 7), str(shell.path)
        whole = contents(at, ids)
        assert None not in whole
        damage(shell, ids[place], cut=cut)
        assert contents(at, ids) == [*whole[:place], None, *whole[place + 1 :]]

    @given(st.sets(st.integers(0, 5)))
    def test_whichever_are_damaged_the_others_are_read(
        self, tmp_path_factory: pytest.TempPathFactory, broken: set[int]
    ) -> None:
        shell = new_repository(tmp_path_factory.mktemp("project"))
        ids = blobs(shell, 6)
        for i in broken:
            damage(shell, ids[i])
        read = contents(str(shell.path), ids)
        assert read == [None if i in broken else f"\n{i} blob 3\n\n".encode() for i in range(6)]

    def test_very_many_damaged_ones_are_a_failure_that_says_what_to_do(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(objects, "BROKEN_MAX", 2)
        ids = blobs(shell, 4)
        for id in ids[:3]:
            damage(shell, id)
        with pytest.raises(GitFailed) as refused:
            contents(str(shell.path), ids)
        assert "git fsck" in (refused.value.hint or "")


class TestTag:
    def read(self, shell: Shell, name: str) -> objects.TagObject:
        [data] = contents(str(shell.path), [shell.git("rev-parse", f"refs/tags/{name}")])
        tag = parse_tag(data or b"")
        assert tag is not None
        return tag

    def test_as_git_made_it(self, shell: Shell) -> None:
        head = shell.commit("first")
        shell.tag("nn@v1.0.0", minute=2, message="One\n\nTwo ☃\n")
        assert self.read(shell, "nn@v1.0.0") == objects.TagObject(
            *("nn@v1.0.0", head, "commit", "Jo Tester", "jo@example.com"),
            *(Moment(1_772_355_720, 0), "One\n\nTwo ☃", True),
        )

    @pytest.mark.parametrize(
        ("zone", "minutes"), [("+0130", 90), ("-0330", -210), ("+1400", 840), ("-0000", 0), ("+0545", 345)]
    )
    def test_in_the_taggers_own_time_zone(self, shell: Shell, zone: str, minutes: int) -> None:
        shell.commit("first")
        shell.having({"GIT_COMMITTER_DATE": f"1640995200 {zone}"}).git("tag", "-a", "-m", "m", "t")
        assert self.read(shell, "t").moment == Moment(1_640_995_200, minutes)

    def test_by_a_person_with_an_unusual_name(self, shell: Shell) -> None:
        shell.commit("first")
        shell.having({"GIT_COMMITTER_NAME": "Zoë 'Q' O’Neil, Dr.", "GIT_COMMITTER_EMAIL": "z+q@ex"}).tag("t")
        tag = self.read(shell, "t")
        assert (tag.tagger, tag.tagger_email) == ("Zoë 'Q' O’Neil, Dr", "z+q@ex")  # git drops the dot

    def test_with_the_signature_left_out(self, shell: Shell) -> None:
        shell.commit("first")
        key = shell.path.parent / "key"
        shell.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        signing = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
        shell.git(*signing, "tag", "-s", "-m", "One\n\nTwo", "t")
        assert "BEGIN SSH SIGNATURE" in shell.git("cat-file", "tag", "t")
        assert self.read(shell, "t").message == "One\n\nTwo"

    def test_in_latin_1_as_its_header_says(self, shell: Shell) -> None:
        head = shell.commit("first")
        raw = f"object {head}\ntype commit\ntag t\ntagger Jo <jo@ex> 1 +0000\nencoding ISO-8859-1\n\n".encode()
        id = shell.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=raw + b"caf\xe9\n")
        shell.git("update-ref", "refs/tags/t", id)
        assert (self.read(shell, "t").message, self.read(shell, "t").is_utf8) == ("café", True)


HEAD = b"object " + b"1" * 40 + b"\ntype commit\ntag nn@v1.0.0\n"
WHO = b"tagger Jo Tester <jo@example.com> 1640995200 +0100\n"


class TestTagBytes:
    @pytest.mark.parametrize(
        "data", [b"", b"\n\n", b"tree 1\nparent 2\n\nx", HEAD[:48], b"object 1\ntype commit\n\nm", b"\xff\n\0\n\n"]
    )
    def test_of_something_else_are_no_tag(self, data: bytes) -> None:
        assert parse_tag(data) is None

    @pytest.mark.parametrize(
        "who",
        [
            b"",
            b"tagger Jo <jo@ex>\n",
            b"tagger Jo <jo@ex> now +0000\n",
            b"tagger Jo <jo@ex> 1640995200\n",
            b"tagger Jo <jo@ex> 1640995200 CET\n",
            b"tagger Jo <jo@ex> 9999999999999 +0000\n",
        ],
    )
    def test_without_a_date_have_no_moment(self, who: bytes) -> None:
        tag = parse_tag(HEAD + who + b"\nm\n")
        assert tag is not None
        assert (tag.moment, tag.message) == (None, "m")

    def test_of_a_tagger_without_a_name(self) -> None:
        tag = parse_tag(HEAD + b"tagger  <jo@ex> 1 +0000\n\nm")
        assert tag is not None
        assert (tag.tagger, tag.tagger_email, tag.moment) == ("", "jo@ex", Moment(1, 0))

    @pytest.mark.parametrize(
        ("message", "text"),
        [
            (b"", ""),
            (b"m", "m"),
            (b"\n\n m \n\n", "m"),
            (b"m\n-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n", "m"),
            (b"m\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----\n", "m"),
            (b"m\n-----BEGIN SIGNED MESSAGE-----\nx\n", "m"),
            (b"-----BEGIN SSH SIGNATURE-----\nx\n", ""),
            (b"see -----BEGIN PGP SIGNATURE----- there", "see -----BEGIN PGP SIGNATURE----- there"),
            (b"-----BEGIN NOTHING-----\n", "-----BEGIN NOTHING-----"),
        ],
    )
    def test_have_a_message_without_signature_and_margins(self, message: bytes, text: str) -> None:
        tag = parse_tag(HEAD + WHO + b"\n" + message)
        assert tag is not None
        assert tag.message == text

    def test_that_are_not_utf8_are_read_and_said_to_be_so(self) -> None:
        tag = parse_tag(HEAD + WHO + b"\ncaf\xe9")
        assert tag is not None
        assert (tag.message, tag.is_utf8) == ("caf�", False)

    @pytest.mark.parametrize(
        "encoding", ["no-such", "rot13", "hex", "undefined", "idna", "punycode", "utf-16", "a\0b", "utf-7", "x" * 999]
    )
    def test_in_whatever_encoding_they_claim_are_read(self, encoding: str) -> None:
        tag = parse_tag(HEAD + WHO + f"encoding {encoding}\n\n".encode() + b"xn--\xff\xfe\xe9")
        assert tag is not None
        assert isinstance(tag.message, str)

    @given(
        st.one_of(
            st.text("Jo<> 0159٣+-\r\té", max_size=20),
            st.sampled_from(
                ["Jo <jo@ex> 1 +0000", " Jo < <jo@ex> 0001 +0000", "<> 1> 1 +0000", "> 1 +0000", "1 +0000"]
            ),
        ),
        st.one_of(
            st.binary(max_size=20), st.sampled_from([b"\n a \n\n\nb\x85", b"\na\n-----BEGIN PGP MESSAGE-----\n"])
        ),
    )
    def test_read_the_same_whether_their_header_is_an_ordinary_one_or_not(self, tagger: str, rest: bytes) -> None:
        start = HEAD + f"tagger {tagger}\n".encode()
        assert parse_tag(start + b"\n" + rest) == parse_tag(start + b"more than is usual\n\n" + rest)

    @given(st.binary(max_size=200))
    def test_of_any_kind_raise_nothing(self, data: bytes) -> None:
        parse_tag(data)
        parse_tag(HEAD + data)
        parse_tag(HEAD + b"tagger " + data)
        parse_commit(CommitId("1" * 40), b"committer " + data)


class TestCommit:
    def test_as_git_made_it(self, shell: Shell) -> None:
        someone = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com"}
        id = CommitId(shell.having(someone).commit("One\n\nTwo", minute=1, files={"a": "a"}))
        commit = objects.commits(str(shell.path), [id])[id]
        assert commit.tree == shell.git("rev-parse", "HEAD^{tree}")
        assert (commit.author, commit.author_email) == ("Ann", "ann@example.com")
        assert (commit.committer, commit.committer_email) == ("Jo Tester", "jo@example.com")
        assert (commit.at, commit.message) == (Moment(1_772_355_660, 0), "One\n\nTwo\n")

    def test_in_the_encoding_it_names(self, shell: Shell) -> None:
        (shell.path / "message").write_bytes("café\n".encode("latin-1"))
        shell.git("-c", "i18n.commitEncoding=latin-1", "commit", "--allow-empty", "--quiet", "-F", "message")
        id = CommitId(shell.git("rev-parse", "HEAD"))
        assert objects.commits(str(shell.path), [id])[id].message == "café\n"

    def test_other_bytes_are_none(self) -> None:
        assert parse_commit(CommitId("1" * 40), b"tree 1\n\nm") is None


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [
        ("+0000", 0),
        ("+0130", 90),
        ("-0930", -570),
        ("0130", None),
        ("+130", None),
        ("", None),
        ("+01:30", None),
        ("+01x0", None),
    ],
)
def test_a_zone_is_a_sign_and_four_digits(zone: str, minutes: int | None) -> None:
    assert objects.offset_minutes(zone) == minutes
