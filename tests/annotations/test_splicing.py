"""One place of a text changes, and nothing else: shown case by case, then for files made up at random."""

from __future__ import annotations

from difflib import ndiff

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from gto.annotations.spelling import Layout
from gto.annotations.splicing import drop, put
from gto.annotations.yaml import UnreadableYaml, parse, plain


def read(text: str) -> object:
    root = parse(text)
    return None if root is None else plain(root)


class TestPutting:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("", "a:\n  b: 1\n"),
            ("# head\n", "# head\na:\n  b: 1\n"),
            ("---\n", "---\na:\n  b: 1\n"),
            ("{}\n", "a:\n  b: 1\n"),
            ("# head\n{} # why\n", "# head\na:\n  b: 1 # why\n"),
            ("\ufeffx: 1", "\ufeffx: 1\na:\n  b: 1\n"),
            ("x: 1 # one", "x: 1 # one\na:\n  b: 1\n"),
            ("x: 1\r\n", "x: 1\r\na:\r\n  b: 1\r\n"),
            ("x:\n    y: 1\n# end\n", "x:\n    y: 1\n# end\na:\n    b: 1\n"),
            ("a:\nx: 1\n", "a:\n  b: 1\nx: 1\n"),
            ("a: # why\nx: 1\n", "a: # why\n  b: 1\nx: 1\n"),
            ("a: {} # why\n", "a: # why\n  b: 1\n"),
            ("a: null\n", "a:\n  b: 1\n"),
            ("a:\n  c: 1 # one\n\nx: 1\n", "a:\n  c: 1 # one\n  b: 1\n\nx: 1\n"),
            ("a:\n  c: 1\n  # last\n# x\nx: 1\n", "a:\n  c: 1\n  # last\n  b: 1\n# x\nx: 1\n"),
            ("a:\n  c: |\n    text\n\nx: 1\n", "a:\n  c: |\n    text\n  b: 1\n\nx: 1\n"),
            ("a:\n  c: |+\n    text\n\nx: 1\n", "a:\n  c: |+\n    text\n\n  b: 1\nx: 1\n"),
            ("a:\n  c:\nx: 1\n", "a:\n  c:\n  b: 1\nx: 1\n"),
            ("a: &a\n  c: 1\nx: *a\n", None),
            ("a: {c: 1}\n", "a: {c: 1, b: 1}\n"),
            ("a: {c: }\n", "a: {c: , b: 1 }\n"),
            ("a: {c: 1, }\n", "a: {c: 1, b: 1, }\n"),
            ("a: {\n  c: 1 # one\n}\n", "a: {\n  c: 1, b: 1 # one\n}\n"),
            ('{"a": {"c": "d"}, "x": 1}', '{"a": {"c": "d", "b": 1}, "x": 1}'),
            ('{"x": 1}', '{"x": 1, "a": {"b": 1}}'),
            ("a:\n  c: |\n    text", "a:\n  c: |\n    text\n  b: 1\n"),
            ("x: &x {b: 2}\na:\n  <<: *x\n  c: 1\n", "x: &x {b: 2}\na:\n  <<: *x\n  c: 1\n  b: 1\n"),
            ("x: &x {b: 2}\na: *x\n", None),
            ("? a\n: c: 1\n", None),
            ("a: [1]\n", None),
            ("- a\n", None),
            ("a: 5\n", None),
        ],
    )
    def test_something_new(self, before: str, after: str | None) -> None:
        if after is None:
            with pytest.raises(UnreadableYaml):
                put(before, ("a", "b"), 1)
        else:
            assert put(before, ("a", "b"), 1) == after

    @pytest.mark.parametrize(
        ("before", "value", "after"),
        [
            ("a: 1 # one\n", 2, "a: 2 # one\n"),
            ("a: 'x'\n", "y", "a: 'y'\n"),
            ('a: "x"\n', "y", 'a: "y"\n'),
            ('a: "x"\n', 5, "a: 5\n"),
            ("a: x\n  y\nb: 1\n", "z", "a: z\nb: 1\n"),
            ("a: |\n  x\n\n  y\n\nb: 1\n", "z", "a: z\n\nb: 1\n"),
            ("a: |+\n  x\n\nb: 1\n", "z", "a: z\n\nb: 1\n"),
            ("a:\nb: 1\n", "z", "a: z\nb: 1\n"),
            ("a:", "z", "a: z"),
            ("a: # why\n- 1 # one\n- 2\nb: 1\n", [3, 4], "a: # why\n- 3\n- 4\nb: 1\n"),
            ("a:\n  - 1 # one\nb: 1\n", [3, 4], "a:\n  - 3\n  - 4 # one\nb: 1\n"),
            ("a: [1, 2] # why\n", [3, 4], "a: [3, 4] # why\n"),
            ("a: 1 # why\nb: 2\n", [3], "a: # why\n- 3\nb: 2\n"),
            ("a: # why\n- 1 # one\n- 'x'\n# b\nb: 1\n", [1, "x", 2], "a: # why\n- 1 # one\n- 'x'\n- 2\n# b\nb: 1\n"),
            ("a:\n  - 1\n    # one\n  # all\nb: 1\n", [1, 2, 3], "a:\n  - 1\n    # one\n  - 2\n  - 3\n  # all\nb: 1\n"),
            ("a:\n- |\n  x\n\nb: 1\n", ["x\n", {"y": [1]}], "a:\n- |\n  x\n- y:\n  - 1\n\nb: 1\n"),
            ("a:\n- 1", [1, 2], "a:\n- 1\n- 2\n"),
            ("a: [ '1', \"x\", ] # why\n", ["1", "x", "y"], "a: [ '1', \"x\", y, ] # why\n"),
            ("a: [1,\n  2 # two\n]\n", [1, 2, 3], "a: [1,\n  2, 3 # two\n]\n"),
            ('{"a":["x"],"b":2}', ["x", "y"], '{"a":["x", "y"],"b":2}'),
            ("b: &x [1]\na: *x\n", [1, 2], "b: &x [1]\na:\n- 1\n- 2\n"),
            ("a:\n  x: 1\nb: 2\n", 5, "a: 5\nb: 2\n"),
            ("a:\n  x: 1\nb: 2\n", {}, "a: {}\nb: 2\n"),
            ("a: &x 1\nb: *x\n", 2, None),
            ("b: &x 1\na: *x # why\n", 2, "b: &x 1\na: 2 # why\n"),
            ('{"a":1,"b":2}', "x", '{"a": "x","b":2}'),
            ("{a: , b: 2}", "x", "{a: x , b: 2}"),
        ],
    )
    def test_something_else(self, before: str, value: object, after: str | None) -> None:
        if after is None:
            with pytest.raises(UnreadableYaml):
                put(before, ("a",), value)  # type: ignore[arg-type]
        else:
            assert put(before, ("a",), value) == after  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("a: 1\nc: 1\n", "a: 1\nb: 0\nc: 1\n"),
            ("a: 1\n# about c\nc: 1\n", "a: 1\nb: 0\n# about c\nc: 1\n"),
            ("c: 1\na: 1\n", "c: 1\na: 1\nb: 0\n"),
            ("# head of the file\nc: 1\n", "# head of the file\nb: 0\nc: 1\n"),
            ("# head of the file\n\n# about c\nc: 1\n", "# head of the file\n\nb: 0\n# about c\nc: 1\n"),
            ("{c: 1}", "{b: 0, c: 1}"),
        ],
    )
    def test_in_order_if_the_others_are(self, before: str, after: str) -> None:
        assert put(before, ("b",), 0, sort=True) == after

    def test_as_the_file_is_indented(self) -> None:
        before = "x:\n    y:\n    - 1\n"
        assert put(before, ("a",), {"b": [1]}, layout=Layout(2, 2)) == before + "a:\n    b:\n    - 1\n"
        assert put("x: 1\n", ("a",), {"b": [1]}, layout=Layout(2, 2)) == "x: 1\na:\n  b:\n    - 1\n"


class TestDropping:
    @pytest.mark.parametrize(
        ("before", "place", "after"),
        [
            ("a: 1\nb: 2 # two\nc: 3\n", "b", "a: 1\nc: 3\n"),
            ("a: 1\nb:\n  x: 1\n  # inner\n# about c\nc: 3\n", "b", "a: 1\n# about c\nc: 3\n"),
            ("a: 1\nb: 2", "b", "a: 1\n"),
            ("a: 1\r\nb: 2\r\n", "a", "b: 2\r\n"),
            ("a: |+\n  x\n\nb: 2\n", "a", "b: 2\n"),
            ("a: &x 1\nb: *x\n", "b", "a: &x 1\n"),
            ("a: &x 1\nb: *x\n", "a", None),
            ("a: |+\n  x\n\nb: 2\n\n\n", "b", "a: |+\n  x\n\n"),
            ("{a: 1, b: 2, c: 3}", "b", "{a: 1, c: 3}"),
            ("{a: 1, b: 2}", "b", "{a: 1}"),
            ("# head\na: 1\n# end\n", "a", "# head\n# end\n"),
            ("a:\n  b: 1\nc: 1\n", "a.b", "a: {}\nc: 1\n"),
            ("a: # why\n  b: 1 # one\nc: 1\n", "a.b", "a: {} # why # one\nc: 1\n"),
            ("a: 1\n", "b", None),
        ],
    )
    def test_one_pair(self, before: str, place: str, after: str | None) -> None:
        if after is None:
            with pytest.raises(UnreadableYaml):
                drop(before, tuple(place.split(".")))
        else:
            assert drop(before, tuple(place.split("."))) == after

    def test_the_last_pair(self) -> None:
        assert drop("a: 1\n", ("a",)) == ""
        assert drop("# head\na: 1\n", ("a",), leave="{}") == "# head\n{}\n"
        assert drop("{a: 1}\n", ("a",)) == "{}\n"


# A file is a list of sections, a section a list of entries, with comments and blank lines anywhere between.
scalars = st.sampled_from(
    [
        "1",
        "text",
        "'quoted'",
        '"double"',
        "two words # why",
        "[1, 2]",
        "{p: 1}",
        "",
        "|\n{}  x\n\n{}  y",
        ">+\n{}  x\n\n",
    ]
)
between = st.sampled_from(["", "", "", "\n", "{}# comment\n", "\n{}# comment\n", "  {}# deeper\n"])
names = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True)


@st.composite
def files(draw: st.DrawFn) -> str:
    step = draw(st.integers(1, 4))
    text = draw(st.sampled_from(["", "# head\n", "---\n", "\ufeff"]))
    for section in draw(names):
        text += f"{section}:\n" if draw(st.booleans()) else f"{section}: # why\n"
        for entry in draw(names):
            indent = " " * step
            text += draw(between).replace("{}", indent)
            spelled = draw(scalars).replace("{}", indent)
            text += f"{indent}{entry}: {spelled}".rstrip(" ") + "\n"
        text += draw(between).replace("{}", "")
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


places = st.tuples(st.sampled_from("abcdefg")) | st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"))
new_values = st.sampled_from([1, "x", "two\nlines", "# no comment", [1, "a"], {"p": {"q": [1]}}, [], {}, None])


class TestAnyFile:
    """Everything outside of the place stays as it is, to the byte."""

    @given(files(), places, new_values)
    def test_putting(self, text: str, place: tuple[str, ...], value: object) -> None:
        before = read(text)
        assert isinstance(before, dict)
        after = put(text, place, value)  # type: ignore[arg-type]
        section = before.get(place[0])
        expected = dict(before)
        if len(place) == 1:
            expected[place[0]] = value
        else:
            expected[place[0]] = (section or {}) | {place[1]: value}
        assert read(after) == expected or text[-1:] not in "\r\n"
        is_new = section is None if len(place) == 1 else place[1] not in (section or {})
        event("new" if is_new else "known")
        if is_new:
            assert lost(text, after) == []
        assert put(after, place, value) == after  # type: ignore[arg-type]

    @given(files(), places)
    def test_putting_and_dropping(self, text: str, place: tuple[str, ...]) -> None:
        before = read(text)
        assert isinstance(before, dict)
        if place[0] in before and (len(place) == 1 or place[1] in before[place[0]]):
            after = drop(text, place)
            assert all("{}" in line or line in text for line in gained(text, after))
            return
        if len(place) == 2 and place[0] not in before:
            place = place[:1]
        assert drop(put(text, place, {"x": ["y"]}), place).rstrip("\r\n") == text.rstrip("\r\n")


def lost(before: str, after: str) -> list[str]:
    return [line[2:] for line in ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")]


def gained(before: str, after: str) -> list[str]:
    return lost(after, before)
