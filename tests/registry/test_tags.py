"""The tag grammar: both directions."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gto.errors import InvalidTagName
from gto.registry.tags import TagName, parse, parse_each, parts, patterns, require, spell

from .strategies import tag_names

PARSED = {
    "nn@v1.2.3": TagName("register", "nn", "v1.2.3"),  # type: ignore[arg-type]
    "nn@v1.2.3#5": TagName("register", "nn", "v1.2.3", None, 5),  # type: ignore[arg-type]
    "nn@v1.2.3!": TagName("deregister", "nn", "v1.2.3"),  # type: ignore[arg-type]
    "nn@v1.2.3!#2": TagName("deregister", "nn", "v1.2.3", None, 2),  # type: ignore[arg-type]
    "nn@v1.0.0-rc.1+b.2#7": TagName("register", "nn", "v1.0.0-rc.1+b.2", None, 7),  # type: ignore[arg-type]
    "nn#prod": TagName("assign", "nn", None, "prod"),  # type: ignore[arg-type]
    "nn#prod#007": TagName("assign", "nn", None, "prod", 7),  # type: ignore[arg-type]
    "nn#prod!#2": TagName("unassign", "nn", None, "prod", 2),  # type: ignore[arg-type]
    "nn#prod/eu#3": TagName("assign", "nn", None, "prod/eu", 3),  # type: ignore[arg-type]
    "nn#1": TagName("assign", "nn", None, "1"),  # type: ignore[arg-type]
    "nn#1#1": TagName("assign", "nn", None, "1", 1),  # type: ignore[arg-type]
    "nn@deprecated#3": TagName("deprecate", "nn", None, None, 3),  # type: ignore[arg-type]
    "nn@created": TagName("create", "nn"),  # type: ignore[arg-type]
    "a/b=c/d@v1.0.0": TagName("register", "a/b:c/d", "v1.0.0"),  # type: ignore[arg-type]
}
NOT_OURS = [
    *(
        "",
        "nn",
        "model-prod",
        "nn@v1",
        "nn@1.0.0",
        "nn@V1.0.0",
        "nn@v01.0.0",
        "nn#prod#-1",
        "nn#prod#1-2",
        "nn#prod?#1",
    ),
    *("nn#prod@v1.0.0", "nn@v1.0.0#prod", "nn@deprecated!", "nn@v1.0.0!!", "a:b@v1.0.0", "a=b=c@v1.0.0"),
    *("@ns/m@v1.0.0", "#x", "nn#", "nn@", "nn#!", "nn@!", "nn#prod##1", "nn@v1.0.0#", "nn@v1.0.0\n", "nn#prod#٣"),
]


@pytest.mark.parametrize(("text", "name"), PARSED.items())
def test_tags_of_the_registry(text: str, name: TagName) -> None:
    assert parse(text) == name


@pytest.mark.parametrize("text", NOT_OURS)
def test_other_tags_are_no_errors(text: str) -> None:
    assert parse(text) is None
    with pytest.raises(InvalidTagName, match=r"^Cannot parse tag name"):
        require(text)


@given(tag_names())
def test_parse_and_spell_undo_each_other(name: TagName) -> None:
    assert parse(spell(name)) == name


@given(st.text() | st.text(st.sampled_from("an@#!v1.0=/:-")))
def test_parse_never_raises(text: str) -> None:
    name = parse(text)
    assert name is None or parse(spell(name)) == name


@given(st.lists(st.sampled_from([*PARSED, *NOT_OURS])))
def test_many_are_read_as_one_is(texts: list[str]) -> None:
    assert parse_each(texts) == [PARSED.get(text) for text in texts]


@given(tag_names())
def test_parts_hold_what_is_there(name: TagName) -> None:
    assert None not in parts(name).values()
    assert parts(name)["action"] == name.action


@settings(max_examples=25, deadline=None)
@given(st.sets(tag_names(), min_size=1, max_size=8))
def test_patterns_select_every_tag_of_an_artifact(
    tmp_path_factory: pytest.TempPathFactory, wanted: set[TagName]
) -> None:
    """git-for-each-ref(1) is asked, because `*` does not match `/` there."""
    repo = tmp_path_factory.mktemp("patterns")
    subprocess.run(["git", "init", "--quiet", "--bare", str(repo)], check=True)
    written = repo / "refs" / "tags"
    id = subprocess.run(
        ["git", "-C", str(repo), "hash-object", "-w", "-t", "blob", "--stdin"],
        input=b"",
        capture_output=True,
        check=True,
    ).stdout.decode()
    kept = set()
    for name in wanted:
        path = written / spell(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(id)
            kept.add(name)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            continue  # git cannot keep one tag as a folder of another either
    for artifact in {name.artifact for name in kept}:
        command = ["git", "-C", str(repo), "for-each-ref", "--format=%(refname:lstrip=2)", *patterns(artifact)]
        listed = set(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())
        assert {spell(name) for name in kept if name.artifact == artifact} <= listed
