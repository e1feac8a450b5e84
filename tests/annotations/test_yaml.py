"""YAML means what it means to DVC, within limits that hold before anything is expanded."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gto.annotations import yaml
from gto.annotations.yaml import UnreadableYaml, decode, parse, plain, read_yaml_mapping


def value(text: str) -> object:
    root = parse(text)
    assert root is not None
    return plain(root)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1e-3", 0.001),
        ("yes", "yes"),
        ("on", "on"),
        ("012", 12),
        ("0o12", 10),
        ("0x1f", 31),
        ("0b11", 3),
        ("-1_000", -1000),
        ("+1", 1),
        ("1:30", "1:30"),
        (".5", 0.5),
        ("1.", 1.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("True", True),
        ("tRUE", "tRUE"),
        ("~", None),
        ("null", None),
        ("2001-01-01", "2001-01-01"),  # a date stays as it is written: JSON has no dates
        ("'5'", "5"),
        ("! 5", "5"),
        ("!!str 5", "5"),
        ('"\\u00e9\\e[31m"', "é\x1b[31m"),  # control characters are data; showing them is the face's care
        ("[a, {b: }]", ["a", {"b": None}]),
        ("{1: a, true: b, ~: c}", {"1": "a", "true": "b", "null": "c"}),
        ("{a: &x [1], b: *x}", {"a": [1], "b": [1]}),
        ("{a: &x {p: 1, q: 1}, b: {<<: *x, q: 2}}", {"a": {"p": 1, "q": 1}, "b": {"p": 1, "q": 2}}),
        ("{a: &x {p: 1}, b: &y {p: 2}, c: {<<: [*x, *y]}}", {"a": {"p": 1}, "b": {"p": 2}, "c": {"p": 1}}),
    ],
)
def test_values_are_those_of_yaml_1_2(text: str, meaning: object) -> None:
    assert value(text) == meaning


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\na: 2", "line 2: 'a' appears twice"),
        ("a: !custom 1", "line 1: unknown tag !custom"),
        ("a: !!python/name:os.system ''", "unknown tag tag:yaml.org,2002:python/name:os.system"),
        ("a: !!set {b}", "unknown tag tag:yaml.org,2002:set"),
        ("a: !!int b", "'b' cannot be read as int"),
        ("a: {[b]: c}", "a key has to be text"),
        ("a: 1\n---\nb: 1", "line 2: more than one document"),
        ("%YAML 1.1\n---\na: yes", "only YAML 1.2 is read"),
        ("a: *b", "*b stands before its anchor is complete"),
        ("a: &a [*a]", "*a stands before its anchor is complete"),
        ("a: [", "line 2: did not find expected node content"),
        ("a: \x01", "not YAML"),
        ("a: \0", "zero byte"),
        ("- a", "the file has to be a mapping"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableYaml, match=r".") as refusal:
        read_yaml_mapping(text.encode())
    assert sentence in str(refusal.value)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(UnreadableYaml, match="not UTF-8: byte 3"):
        decode(b"a: \xff")
    with pytest.raises(UnreadableYaml, match="larger than 1,048,576 bytes"):
        decode(b"#" * (yaml.BYTES_MAX + 1))


@pytest.mark.parametrize("data", [b"", b"# only a comment\n", b"---\n", b"null\n", b"{}\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_empty_mapping(data: bytes) -> None:
    assert read_yaml_mapping(data) == {}


def doubling(form: str) -> str:
    """Ten lines, each of which names the one before nine times."""
    lines = [f"a: &a {form.format('x')}"]
    for before, name in zip("abcdefghi", "bcdefghij", strict=True):
        lines.append(f"{name}: &{name} {form.format(', '.join([f'*{before}'] * 9))}")
    return "\n".join(lines)


BOMBS = {
    "aliases": doubling("[{}]"),
    "merges": doubling("{{<<: [{}]}}").replace("[x]", "{k: v}"),
    "one long text, often": f"a: &a {'x' * 900_000}\nb: [{','.join(['*a'] * 1000)}]",
    "aliases in a chain": "c0: &c0 [x]\n" + "".join(f"c{i}: &c{i} [*c{i - 1}]\n" for i in range(1, 2000)),
    "brackets": "[" * 1_000_000,
    "dashes": "- " * 500_000,
    "question marks": "? " * 500_000,
    "indented keys": "".join(" " * i + "a:\n" for i in range(1400)),
    "many values": "[" + "a," * 500_000 + "]",
    "one huge number": "a: " + "9" * 1_000_000,
    "one huge hexadecimal number": "a: 0x" + "f" * 1_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_before_it_goes_off(bomb: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableYaml):
        read_yaml_mapping(bomb.encode())
    assert time.process_time() - started < 10, "the slowest takes a second; expanded, they would take for ever"


def test_the_limits_are_far_from_real_files() -> None:
    text = "".join(f"model-{i}:\n  path: models/{i}.pkl\n  labels: [a, b]\n" for i in range(5_000))
    assert len(read_yaml_mapping(text.encode())) == 5_000


class TestParsing:
    """It agrees with the loader that DVC uses, and never fails in another way than it says."""

    pieces = (
        [
            "a",
            "b: ",
            "- ",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "'",
            '"',
            "|",
            ">",
            "&x ",
            "*x",
            "<<: ",
        ],
        ["!", "!!int ", "#", "1", "1e3", "012", "yes", "~", "\\", "%", "---\n", "...\n", "\t", "\r\n"],
        ["2001-01-01", "é", "\u2028", "?", "@", "=", "_", "0x"],
    )
    fragments = st.lists(st.sampled_from([piece for line in pieces for piece in line]), max_size=14).map("".join)
    stricter = ("unknown tag", "a key has to be text", "appears twice", "only YAML 1.2", "before its anchor")

    @given(fragments)
    def test_as_the_loader_that_dvc_uses(self, text: str) -> None:
        try:
            expected = YAML(typ="safe").load(text)
        except (YAMLError, ValueError, TypeError, AttributeError, IndexError):
            return
        try:
            root = parse(text)
            found = None if root is None else plain(root)
        except UnreadableYaml as refusal:
            event(str(refusal))
            if not any(reason in str(refusal) for reason in self.stricter):
                raise
            return
        assert json_like(found) == json_like(expected)

    words = (
        ["a", "b:", "- ", "1", "1e-3", "0.5", "x y", "'q'", '"d"', "[]", "{}", "[1, x]", " # c", ": ", "~", "...", "-"],
        ["0b1", "e" * 32, "12e4", "1_0", "2001-01-01", "http://h:1/p", "true", "=", "|", "${v}", "k: v", "k:"],
    )
    lines = st.tuples(
        st.sampled_from(["", "", "  ", "    ", " "]), st.lists(st.sampled_from(words[0] + words[1]), max_size=4)
    )
    blocks = st.lists(lines.map(lambda line: line[0] + "".join(line[1])), max_size=7).map("\n".join)

    @given(fragments | blocks)
    def test_the_quick_reading_of_values_is_that_of_the_tree(self, text: str) -> None:
        def outcome(read: Callable[[bytes], object]) -> str:
            try:
                return repr(read(text.encode()))
            except UnreadableYaml as refusal:
                return str(refusal)

        def thorough(data: bytes) -> object:
            root = parse(decode(data))
            return None if root is None else plain(root)

        assert outcome(yaml.read_yaml) == outcome(thorough)

    @given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="ignore")))
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        try:
            read_yaml_mapping(data)
        except UnreadableYaml as refusal:
            event(str(refusal))


def json_like(value: object) -> object:
    if isinstance(value, dict):
        return {key_of(key): json_like(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_like(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    return str(value)


def key_of(key: object) -> str:
    return "null" if key is None else str(key).lower() if isinstance(key, bool) else str(key)
