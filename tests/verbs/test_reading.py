"""Tags become events; what was read before is remembered, and the memory is never wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gto.git import cache
from gto.git.place import locate
from gto.registry.events import Moment
from gto.registry.listing import artifact_rows
from gto.registry.state import fold
from gto.verbs.reading import TagsRead, read_overview, read_registry, read_tags
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache"))
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    return shell


def read(shell: Shell, artifact: str | None = None) -> TagsRead:
    return read_tags(locate(str(shell.path)), artifact)


def tags(shell: Shell) -> list[str]:
    return [event.tag for event in read(shell).events]


def odd(shell: Shell) -> list[tuple[str, ...]]:
    return [(oddity.code, *oddity.tags) for oddity in read(shell).oddities]


class TestEvents:
    def test_an_annotated_tag_is_an_event(self, shell: Shell) -> None:
        id = shell.tag("models=nn#prod#2", minute=3, message="Go\n\nlive")
        [event] = read(shell).events
        assert (event.action, event.artifact, event.stage, event.counter) == ("assign", "models:nn", "prod", 2)
        assert (event.commit, event.id) == (shell.git("rev-parse", "HEAD"), id)
        assert (event.at, event.message) == (Moment(1_772_355_780), "Go\n\nlive")
        assert (event.author, event.author_email) == ("Jo Tester", "jo@example.com")

    def test_they_come_oldest_first_whatever_their_names(self, shell: Shell) -> None:
        shell.tag("a@v1.0.0", minute=2)
        shell.tag("b@v1.0.0", minute=1)
        shell.tag("c@v1.0.0", minute=0)
        assert tags(shell) == ["c@v1.0.0", "b@v1.0.0", "a@v1.0.0"]

    def test_other_tags_are_none_of_our_business(self, shell: Shell) -> None:
        for name in ("v1.0.0", "nn@1.0.0", "nn@v1", "nn#prod#x", "release/1"):
            shell.tag(name)
        shell.git("tag", "light")
        assert (tags(shell), odd(shell), read(shell).names) == ([], [], frozenset())

    def test_one_artifacts_events_are_the_same_alone(self, shell: Shell) -> None:
        for minute, name in enumerate(["nn@v1.0.0", "nnn@v1.0.0", "nn#a/b#1", "a/nn@v1.0.0", "nn@deprecated"]):
            shell.tag(name, minute=minute)
        whole = read(shell)
        alone = read(shell, "nn")
        assert alone.events == [event for event in whole.events if event.artifact == "nn"]
        assert alone.names == {"nn@v1.0.0", "nn#a/b#1", "nn@deprecated"}

    def test_a_creation_is_taken_note_of_and_no_more(self, shell: Shell) -> None:
        shell.tag("nn@created")
        assert (tags(shell), odd(shell), read(shell).names) == ([], [], {"nn@created"})


class TestOddities:
    def test_a_lightweight_tag_is_no_event(self, shell: Shell) -> None:
        shell.git("tag", "nn@v1.0.0")
        assert (tags(shell), odd(shell)) == ([], [("lightweight", "nn@v1.0.0")])
        assert read(shell).names == {"nn@v1.0.0"}

    @pytest.mark.parametrize("what", ["HEAD^{tree}", "HEAD:a.txt"])
    def test_a_tag_of_something_else_is_none(self, shell: Shell, what: str) -> None:
        shell.commit("files", files={"a.txt": "a"})
        shell.tag("nn@v1.0.0", at=what)
        shell.git("tag", "nn@v2.0.0", what)
        assert (tags(shell), odd(shell)) == ([], [("not-a-commit", "nn@v1.0.0"), ("not-a-commit", "nn@v2.0.0")])

    def test_a_tag_of_a_tag_leads_to_the_commit(self, shell: Shell) -> None:
        shell.tag("inner")
        for name in ("middle", "nn@v1.0.0"):
            shell.tag(name, at="inner" if name == "middle" else "middle")
        [event] = read(shell).events
        assert event.commit == shell.git("rev-parse", "HEAD")
        assert odd(shell) == [("nested", "nn@v1.0.0")]

    def test_a_renamed_tag_counts_by_its_new_name(self, shell: Shell) -> None:
        shell.git("update-ref", "refs/tags/nn@v2.0.0", shell.tag("nn@v1.0.0"))
        shell.git("tag", "--delete", "nn@v1.0.0")
        assert (tags(shell), odd(shell)) == (["nn@v2.0.0"], [("renamed", "nn@v2.0.0")])

    def test_a_tag_whose_object_or_commit_is_missing_costs_only_itself(self, shell: Shell) -> None:
        shell.tag("nn@v1.0.0")
        gone = shell.tag("nn@v2.0.0", message="gone")
        shell.git("checkout", "--quiet", "--detach")
        commit = shell.commit("lost", minute=1)
        shell.tag("nn@v3.0.0")
        shell.git("checkout", "--quiet", "main")
        for id in (gone, commit):
            (shell.path / ".git" / "objects" / id[:2] / id[2:]).unlink()
        assert tags(shell) == ["nn@v1.0.0"]
        assert sorted(odd(shell)) == [("missing-commit", "nn@v3.0.0"), ("missing-object", "nn@v2.0.0")]

    def test_a_tag_without_a_tagger_cannot_be_dated(self, shell: Shell) -> None:
        raw = f"object {shell.git('rev-parse', 'HEAD')}\ntype commit\ntag nn@v1.0.0\n\nm\n"
        id = shell.git("hash-object", "-t", "tag", "-w", "--stdin", "--literally", stdin=raw)
        shell.git("update-ref", "refs/tags/nn@v1.0.0", id)
        assert (tags(shell), odd(shell)) == ([], [("unreadable", "nn@v1.0.0")])

    def test_a_text_that_is_no_utf8_is_read_all_the_same(self, shell: Shell) -> None:
        shell.git("tag", "-a", "-F", "-", "nn@v1.0.0", stdin=b"caf\xe9")
        assert (tags(shell), odd(shell)) == (["nn@v1.0.0"], [("not-utf8", "nn@v1.0.0")])

    def test_a_text_of_many_megabytes_is_not_read(self, shell: Shell) -> None:
        shell.git("tag", "-a", "-F", "-", "nn@v1.0.0", stdin="x" * (1 << 20))
        assert (tags(shell), odd(shell)) == ([], [("unreadable", "nn@v1.0.0")])


class TestMemory:
    def forget(self) -> None:
        for file in Path(cache.folder()).glob("*"):
            file.unlink()

    def afresh(self, shell: Shell) -> TagsRead:
        """What a reading gives that nothing is remembered for; the memory is as before afterwards."""
        kept = {file: file.read_bytes() for file in Path(cache.folder()).glob("tags-*")}
        self.forget()
        found = read(shell)
        self.forget()
        for file, data in kept.items():
            file.write_bytes(data)
        return found

    def test_the_same_tags_are_not_opened_again(self, shell: Shell) -> None:
        id = shell.tag("nn@v1.0.0")
        before = read(shell)
        (shell.path / ".git" / "objects" / id[:2] / id[2:]).unlink()
        assert read(shell) == before

    def test_a_new_tag_opens_only_itself(self, shell: Shell) -> None:
        id = shell.tag("nn@v1.0.0")
        read(shell)
        (shell.path / ".git" / "objects" / id[:2] / id[2:]).unlink()
        shell.tag("nn@v2.0.0", minute=1)
        assert tags(shell) == ["nn@v1.0.0", "nn@v2.0.0"]

    def test_what_was_missing_is_looked_for_again(self, shell: Shell) -> None:
        id = shell.tag("nn@v1.0.0")
        file = shell.path / ".git" / "objects" / id[:2] / id[2:]
        data = file.read_bytes()
        file.unlink()
        assert odd(shell) == [("missing-object", "nn@v1.0.0")]
        file.write_bytes(data)
        assert (tags(shell), odd(shell)) == (["nn@v1.0.0"], [])

    def test_a_moved_tag_is_read_anew(self, shell: Shell) -> None:
        shell.tag("nn@v1.0.0", message="one")
        read(shell)
        shell.git("tag", "--force", "-a", "-m", "two", "nn@v1.0.0")
        assert [event.message for event in read(shell).events] == ["two"]

    def test_a_worktree_and_its_repository_share_it(self, shell: Shell, tmp_path: Path) -> None:
        shell.tag("nn@v1.0.0")
        shell.git("worktree", "add", "--quiet", tmp_path / "side")
        before = read(shell)
        assert read(shell.within(tmp_path / "side")) == before
        assert len(list(Path(cache.folder()).glob("tags-*"))) == 1

    def test_another_repository_in_the_same_place_is_not_taken_for_it(self, shell: Shell) -> None:
        shell.tag("nn@v1.0.0")
        read(shell)
        shell.path.rename(shell.path.with_name("moved"))
        other = new_repository(shell.path)
        other.commit("other")
        other.tag("zz@v1.0.0")
        assert tags(other) == ["zz@v1.0.0"]

    @pytest.mark.parametrize("junk", [b"", b"junk", b"gto 1 cpython-311 4\n"])
    def test_a_damaged_one_is_no_trouble(self, shell: Shell, junk: bytes) -> None:
        shell.tag("nn@v1.0.0")
        before = read(shell)
        for file in Path(cache.folder()).glob("tags-*"):
            file.write_bytes(junk)
        assert read(shell) == before

    @settings(max_examples=12)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["add", "light", "move", "delete", "copy", "nest", "blob", "pack", "lose"]),
                st.sampled_from(["nn@v1.0.0", "nn@v2.0.0", "nn#prod#1", "a=nn@v1.0.0", "nn@created", "other"]),
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_whatever_happens_to_tags_it_tells_what_a_fresh_reading_tells(
        self, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
    ) -> None:
        folder = tmp_path_factory.mktemp("memory")
        shell = new_repository(folder / "project")
        shell.commit("first", files={"a.txt": "a"})
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("GTO_CACHE_DIR", str(folder / "cache"))
            for minute, (step, tag) in enumerate(steps):
                self.do(shell, step, tag, minute)
                remembered = read(shell)
                fresh = self.afresh(shell)
                assert (remembered.events, remembered.names) == (fresh.events, fresh.names)
                assert sorted(remembered.oddities) == sorted(fresh.oddities)
                for _ in range(2):
                    assert read_overview(locate(str(shell.path))).rows == artifact_rows(fold(fresh.events))
                again = read(shell)
                assert (again.events, again.names) == (fresh.events, fresh.names)
                assert sorted(again.oddities) == sorted(fresh.oddities)

    def do(self, shell: Shell, step: str, tag: str, minute: int) -> None:
        """One thing that people do to tags; nothing, where it isn't possible."""
        now = shell.at(minute)
        match step:
            case "add":
                now.git("tag", "-a", "-m", f"{minute}", tag, code=None)
            case "light":
                now.git("tag", tag, code=None)
            case "move":
                now.git("tag", "--force", "-a", "-m", f"{minute}", tag)
            case "delete":
                now.git("tag", "--delete", tag, code=None)
            case "copy":
                now.git("update-ref", f"refs/tags/{tag}#7", f"refs/tags/{tag}", code=None)
            case "nest":
                now.git("tag", "--force", "-a", "-m", "outer", tag, f"refs/tags/{tag}", code=None)
            case "blob":
                now.git("tag", "--force", "-a", "-m", "blob", tag, "HEAD:a.txt")
            case "pack":
                now.git("pack-refs", "--all")
            case "lose":
                now.git("update-ref", f"refs/tags/{tag}", "HEAD")
                (shell.path / ".git" / "refs" / "tags" / tag).write_text("1" * 40 + "\n")


class TestRegistry:
    def test_at_a_moment_is_what_it_was_then(self, shell: Shell) -> None:
        shell.tag("nn@v1.0.0", minute=0)
        shell.tag("nn#prod#1", minute=1)
        shell.tag("nn@deprecated", minute=2)
        place = locate(str(shell.path))
        for minute, events in ((-1, 0), (0, 1), (1, 2), (2, 3), (99, 3)):
            then = read_registry(place, at=Moment(1_772_355_600 + 60 * minute))
            assert len(then.registry.events()) == events
            assert then.names == {"nn@v1.0.0", "nn#prod#1", "nn@deprecated"}

    def test_a_shallow_clone_warns_that_it_may_lack_tags(self, shell: Shell, tmp_path: Path) -> None:
        shell.commit("second")
        shell.git("clone", "--quiet", "--depth=1", f"file://{shell.path}", tmp_path / "clone")
        codes = [oddity.code for oddity in read_registry(locate(str(tmp_path / "clone"))).oddities]
        assert codes == ["incomplete-clone"]

    def test_a_sha256_repository_is_read_as_well(self, tmp_path: Path) -> None:
        shell = new_repository(tmp_path / "sha256", "--object-format=sha256")
        shell.commit("first")
        shell.tag("nn@v1.0.0")
        registry = read_registry(locate(str(shell.path))).registry
        assert registry.find("nn").versions[0].commit == shell.git("rev-parse", "HEAD")
