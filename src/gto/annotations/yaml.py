"""YAML 1.2 text as a tree with positions, under limits. The only module that knows the YAML library.

Plain values mean what they mean to DVC: `yes` is text, `1e-3` a number, `012` is 12, a key given twice is an
error. The limits are checked while the parser's events arrive, before anything is built or an alias expanded,
so a bomb of any kind costs milliseconds. Knows nothing of artifacts.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

from gto.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from gto.annotations.entries import Plain

#: Limits, and the sentence for whoever meets one. Real files are a hundred times smaller.
BYTES_MAX = 1024 * 1024
DEPTH_MAX = 40
NODES_MAX = 100_000
CHARACTERS_MAX = 4 * BYTES_MAX
#: Python refuses to print integers of more than 4,300 digits.
DIGITS_MAX = 1_000


class UnreadableYaml(ValueError):
    """Bytes, or a part of them, that have no meaning for us. `str(error)` is the sentence."""


class Scalar(Record):
    start: int
    end: int
    line: int
    text: str
    #: A tag such as "tag:yaml.org,2002:int"; what the text means follows from it.
    tag: str
    #: "", "'", '"', "|" or ">"
    style: str = ""


class Sequence(Record):
    start: int
    end: int
    line: int
    items: tuple[Node, ...]
    tag: str | None = None
    is_flow: bool = False


class Mapping(Record):
    start: int
    end: int
    line: int
    pairs: tuple[tuple[Node, Node], ...]
    tag: str | None = None
    is_flow: bool = False


class Alias(Record):
    """`*anchor`: the place of use; the target was met before it."""

    start: int
    end: int
    line: int
    target: Node


if TYPE_CHECKING:
    Node: TypeAlias = Scalar | Sequence | Mapping | Alias


def read_yaml_mapping(data: bytes) -> dict[str, Plain]:
    """A whole file that has to be a mapping; an empty one is {}. UnreadableYaml says what is wrong."""
    text = decode(data)
    with suppress(_Unusual):
        value = _quickly(text)
        if value is None or isinstance(value, dict):
            return value or {}
    root = parse(text)
    if root is None or (isinstance(root, Scalar) and plain(root) is None):
        return {}
    return keyed_values(root, what="the file")


def read_yaml(data: bytes) -> Plain:
    """The value of a whole file, whatever it is; None for an empty one. UnreadableYaml says what is wrong."""
    text = decode(data)
    try:
        return _quickly(text)
    except _Unusual:
        root = parse(text)
        return None if root is None else plain(root)


def decode(data: bytes) -> str:
    """The text of a file; a byte order mark stays in it, as a character."""
    if len(data) > BYTES_MAX:
        raise UnreadableYaml(f"larger than {BYTES_MAX:,} bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableYaml(f"not UTF-8: byte {error.start}") from None


def parse(text: str) -> Node | None:
    """The tree of the only document in `text`; None if there is none. Positions are those in `text`."""
    if "\x00" in text:
        raise UnreadableYaml("not text: it contains a zero byte")
    try:
        return _Builder(text).build()
    except MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        line = f"line {at.line + 1}: " if at else ""
        raise UnreadableYaml(f"{line}{error.problem or error.context or 'not YAML'}") from None
    except (YAMLError, ValueError) as error:
        if isinstance(error, UnreadableYaml):
            raise
        raise UnreadableYaml(f"not YAML: {' '.join(str(error).split())}") from None


def keyed_values(node: Node, *, what: str) -> dict[str, Plain]:
    """A mapping as values, with `<<` merged. `what` names it in the sentence of a failure."""
    return {key: plain(value) for key, value in keyed_nodes(node, what=what).items()}


def keyed_nodes(node: Node, *, what: str, repeated: set[str] | None = None) -> dict[str, Node]:
    """A mapping with its keys as text and its values still nodes, `<<` merged.

    A key given twice refuses the mapping; with `repeated`, it is left out and put there.
    """
    node = followed(node)
    if not isinstance(node, Mapping):
        raise refusal(node, f"{what} has to be a mapping")
    if node.tag not in (None, "!", _MAP):
        raise refusal(node, f"unknown tag {node.tag}")
    own: dict[str, Node] = {}
    merged: dict[str, Node] = {}
    for key, value in node.pairs:
        if isinstance(key, Scalar) and key.tag == _MERGE:
            for name, inherited in _merged(value):
                merged.setdefault(name, inherited)
            continue
        name = key_text(key)
        if name in own:
            if repeated is None:
                raise refusal(key, f"'{name}' appears twice")
            repeated.add(name)
        own[name] = value
    return {name: value for name, value in (merged | own).items() if name not in (repeated or ())}


def plain(node: Node) -> Plain:
    """The value of a node: text, numbers, true, false, null, lists and mappings of them. Dates stay text."""
    node = followed(node)
    if isinstance(node, Scalar):
        return _scalar_value(node)
    if isinstance(node, Mapping):
        return keyed_values(node, what="a value")
    if node.tag not in (None, "!", _SEQ):
        raise refusal(node, f"unknown tag {node.tag}")
    return [plain(item) for item in node.items]


def key_text(key: Node) -> str:
    """A mapping's key as text: `1: x` has the key "1"."""
    value = plain(key)
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool | int | float):
        return _spelled_key(value)
    raise refusal(key, "a key has to be text")


def _spelled_key(value: bool | float | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def reads_as_text(text: str) -> bool:
    """Whether a text without quotes is text, and not a number, a date, true, false or null."""
    return _meaning(text, is_plain=True) == _STR


def followed(node: Node) -> Scalar | Sequence | Mapping:
    """What an alias stands for; any other node is itself."""
    while isinstance(node, Alias):
        node = node.target
    return node


def refusal(node: Node, message: str) -> UnreadableYaml:
    return UnreadableYaml(f"line {node.line}: {message}")


def _merged(value: Node) -> Iterator[tuple[str, Node]]:
    value = followed(value)
    sources = value.items if isinstance(value, Sequence) else (value,)
    for source in sources:
        yield from keyed_nodes(source, what="the value of '<<'").items()


class _Unusual(Exception):
    """A quick reading met what it leaves to the next one."""


def _quickly(text: str) -> Plain:
    """Values without positions, of what nearly every file consists of; ten times as quick as the tree, or more.

    Anything else (anchors, tags, `<<`, several documents, a mistake) is `_Unusual`: the tree says what it means.
    """
    try:
        return _of_lines(text)
    except _Unusual:
        return _of_events(text)


# A line of block YAML in plain ASCII: indent, dash, key, value (nothing, `[]` of plain ones, quoted, plain), comment.
_KEY = r"""(?:(?:([A-Za-z0-9_](?:[A-Za-z0-9_./@+-]*[A-Za-z0-9_])?)|'([^'"\\\n]+)'):(?= |\n|\Z) *)?"""
_FIRST = r"(?:[A-Za-z0-9_./$(]|[-+](?=[0-9.]))"
_ITEM = r"(?:[A-Za-z0-9_.]|[-+][0-9.])[A-Za-z0-9_.+/-]*"
_REST = r"(?:[^\n :]|:(?=[^ \n]))"
_LINE = re.compile(
    rf"( *)((?:- +)?){_KEY}"
    rf"(?:(\{{\}}|\[\])|\[({_ITEM}(?:, *{_ITEM})*)\]|'([^'\n]*)'"
    rf'|"([^"\\\n]*)"|({_FIRST}{_REST}*(?: +(?!\#){_REST}+)*))?'
    r" *(?:(?<![^ \n])#[^\n]*)?(?:\n|\Z)"
)
_ODD = re.compile(r"[^\n\x20-\x7e]")


def _of_lines(text: str) -> Plain:
    """Block mappings and sequences, a line an entry: how programs write YAML, and mostly people, too."""
    if _ODD.search(text):
        raise _Unusual
    root: dict[str, Plain] = {}
    #: What is open, the innermost last: the column of its entries, and itself.
    opened: list[tuple[int, dict[str, Plain] | list[Plain]]] = [(0, root)]
    #: A key whose value has not come yet: where it goes, and its column.
    waiting: tuple[dict[str, Plain], str, int] | None = None
    place, end = 0, len(text)
    while place < end:
        line = _LINE.match(text, place)
        if line is None or line.end() == place or len(opened) >= DEPTH_MAX - 1:
            raise _Unusual
        place = line.end()
        if line.lastindex == 2 and not line[2]:
            continue  # nothing, or a comment
        indent, dash, key, quoted_key, empty, flow, single, double, plain_text = line.groups()
        column = len(indent)
        if key is None:
            key = quoted_key
        else:
            known = _quick_value(key)
            key = known if isinstance(known, str) else _spelled_key_of(known)
        if waiting is not None:
            into, name, at = waiting
            waiting = None
            value: Plain
            if dash and column >= at:
                value = []
            elif not dash and key is not None and column > at:
                value = {}
            else:
                value = None
            into[name] = value
            if isinstance(value, dict | list):
                opened.append((column, value))
        while opened and (
            opened[-1][0] > column or (opened[-1][0] == column and not dash and type(opened[-1][1]) is list)
        ):
            opened.pop()
        if not opened or opened[-1][0] != column:
            raise _Unusual
        here = opened[-1][1]
        if dash:
            if type(here) is not list:
                raise _Unusual
            if key is not None:
                column += len(dash)
                here.append({})
                here = here[-1]  # type: ignore[assignment]
                opened.append((column, here))
        elif key is None or type(here) is not dict:
            raise _Unusual
        if plain_text is not None:
            value = _quick_value(plain_text)
        elif flow is not None:
            value = [_quick_value(item.strip()) for item in flow.split(",")]
        elif single is not None:
            value = single
        elif double is not None:
            value = double
        elif empty is not None:
            value = {} if empty == "{}" else []
        elif key is None:
            raise _Unusual
        else:
            if key in here:
                raise _Unusual
            waiting = here, key, column  # type: ignore[assignment]
            here[key] = None  # type: ignore[index]
            continue
        if key is None:
            here.append(value)  # type: ignore[union-attr]
        elif key in here:
            raise _Unusual
        else:
            here[key] = value  # type: ignore[index]
    return root or None


def _of_events(text: str) -> Plain:
    if "\x00" in text:
        raise _Unusual
    try:
        return _from_events(text.removeprefix("\ufeff"))
    except (YAMLError, ValueError):
        raise _Unusual from None


def _from_events(text: str) -> Plain:
    root: list[Plain] = []
    here: list[Plain] | dict[str, Plain] = root
    key: str | None = None
    around: list[tuple[list[Plain] | dict[str, Plain], str | None]] = []
    nodes = documents = 0
    for event in YAML(typ="safe").parse(text):
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag is not None or event.anchor is not None:
                raise _Unusual
            value = _quick_value(event.value) if event.implicit[0] else event.value
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None or event.anchor is not None or len(around) >= DEPTH_MAX - 1:
                raise _Unusual
            value = {} if kind is MappingStartEvent else []
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            here, key = around.pop()
            continue
        elif kind is AliasEvent:
            raise _Unusual
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1 or event.version is not None:
                raise _Unusual
            continue
        else:
            continue
        nodes += 1
        if type(here) is list:
            here.append(value)
        elif key is None:
            key = value if type(value) is str else _spelled_key_of(value)
            if key in here or (key == "<<" and event.implicit[0]):
                raise _Unusual
            continue
        else:
            here[key] = value  # type: ignore[call-overload]
            key = None
        if isinstance(value, dict | list):
            around.append((here, None))
            here = value
    if nodes > NODES_MAX:
        raise _Unusual
    return root[0] if root else None


def _spelled_key_of(value: Plain) -> str:
    if value is None or isinstance(value, bool | int | float):
        return _spelled_key(value)
    raise _Unusual


#: Where a text without quotes begins like this, it may be something else than text.
_MAYBE = frozenset("-+0123456789.tTfFnN~<=")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+(?:e[-+][0-9]+)?")
#: The hash of a file: it cannot be a number, since it has letters that no number has, nor a date.
_HASH = re.compile(r"(?!0b)(?=[0-9e]*[abcdf])[0-9a-f]{32}(?:\.dir)?")


@lru_cache(maxsize=1 << 14)
def _quick_value(text: str) -> Plain:
    """What a scalar without quotes means."""
    if text and text[0] not in _MAYBE:
        return text
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INTEGER.fullmatch(text):
        return int(text)
    if _HASH.fullmatch(text):
        return text
    kind = _meaning(text, is_plain=True)
    if kind == _STR:
        return text
    return _scalar_value(Scalar(0, 0, 0, text, kind))


class _Weight(Record):
    """How large a node is when every alias in it is written out."""

    nodes: int = 1
    characters: int = 0
    height: int = 0


class _Open:
    """A mapping or sequence whose end the parser has not reached yet."""

    def __init__(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self.event = event
        self.children: list[Node] = []
        self.weight = _Weight()


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.shift = 1 if text.startswith("\ufeff") else 0
        self.documents = 0
        self.root: Node | None = None
        self.open: list[_Open] = []
        #: None for an anchor whose node is still open.
        self.anchors: dict[str, tuple[Node, _Weight] | None] = {}
        self.spent = _Weight(0)

    def build(self) -> Node | None:
        for event in YAML(typ="safe").parse(self.text[self.shift :]):
            self.take(event)
        return self.root

    def take(self, event: object) -> None:
        if isinstance(event, ScalarEvent):
            weight = _Weight(1, len(event.value))
            self.spend(weight, event)
            self.add(self.scalar(event), weight, event.anchor)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.spend(_Weight(), event)
            if event.anchor is not None:
                self.anchors[event.anchor] = None
            self.open.append(_Open(event))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            closed = self.open.pop()
            self.add(self.collection(closed, event), closed.weight, closed.event.anchor)
        elif isinstance(event, AliasEvent):
            known = self.anchors.get(event.anchor)
            line = event.start_mark.line + 1
            if known is None:
                raise UnreadableYaml(f"line {line}: *{event.anchor} stands before its anchor is complete")
            target, weight = known
            self.spend(weight, event)
            self.add(Alias(*self.span(event), line, target), weight, None)
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise UnreadableYaml(f"line {event.start_mark.line + 1}: more than one document")
            if event.version not in (None, (1, 2)):
                raise UnreadableYaml("line 1: only YAML 1.2 is read")

    def spend(self, weight: _Weight, event: Event) -> None:
        line = event.start_mark.line + 1
        spent, more, _ = self.spent
        self.spent = _Weight(spent + weight.nodes, more + weight.characters)
        if len(self.open) + weight.height >= DEPTH_MAX:
            raise UnreadableYaml(f"line {line}: nested deeper than {DEPTH_MAX} levels")
        if self.spent.nodes > NODES_MAX:
            raise UnreadableYaml(f"line {line}: more than {NODES_MAX:,} values, aliases written out")
        if self.spent.characters > CHARACTERS_MAX:
            raise UnreadableYaml(f"line {line}: more than {CHARACTERS_MAX:,} characters, aliases written out")

    def add(self, node: Node, weight: _Weight, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node, weight
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.children.append(node)
        nodes, characters, height = parent.weight
        parent.weight = _Weight(nodes + weight.nodes, characters + weight.characters, max(height, weight.height + 1))

    def span(self, event: Event) -> tuple[int, int]:
        return event.start_mark.index + self.shift, event.end_mark.index + self.shift

    def scalar(self, event: ScalarEvent) -> Scalar:
        tag = event.tag
        if tag is None or tag == "!":
            tag = _meaning(event.value, is_plain=tag is None and event.implicit[0])
        start, end = self.span(event)
        if event.style in ("|", ">"):
            end = self.end_of_block_scalar(start, end)
        return Scalar(start, end, event.start_mark.line + 1, event.value, str(tag), event.style or "")

    def end_of_block_scalar(self, start: int, end: int) -> int:
        """The parser counts the blank lines that follow; they are text only after "|+" or ">+"."""
        header = self.text[start:end].partition("\n")[0].partition("#")[0]
        return end if "+" in header else start + len(self.text[start:end].rstrip())

    def collection(self, closed: _Open, event: MappingEndEvent | SequenceEndEvent) -> Sequence | Mapping:
        opened, children = closed.event, closed.children
        start, end = self.span(opened)[0], self.span(event)[1]
        is_flow = bool(opened.flow_style)
        tag = None if opened.tag is None else str(opened.tag)
        line = opened.start_mark.line + 1
        if isinstance(opened, SequenceStartEvent):
            # the parser's mark for the end of a block is where the next thing begins
            return Sequence(start, end if is_flow else children[-1].end, line, tuple(children), tag, is_flow)
        pairs = tuple((key, self.settled(key, value)) for key, value in zip(children[::2], children[1::2], strict=True))
        return Mapping(start, end if is_flow else pairs[-1][1].end, line, pairs, tag, is_flow)

    def settled(self, key: Node, value: Node) -> Node:
        """A value that isn't written stands right after its colon, not where its absence was noticed."""
        if not (isinstance(value, Scalar) and value.start == value.end):
            return value
        between = self.text[key.end : value.start]
        place = key.end + (between.index(":") + 1 if between.lstrip().startswith(":") else 0)
        return value._replace(start=place, end=place)


_RESOLVER = VersionedResolver(version=(1, 2), loadumper=YAML(typ="safe"))


def _meaning(text: str, *, is_plain: bool) -> str:
    """The tag of a scalar that doesn't name one."""
    return str(_RESOLVER.resolve(ScalarNode, text, (is_plain, not is_plain)))


_TAGS = "tag:yaml.org,2002:"
_STR, _MAP, _SEQ, _MERGE = f"{_TAGS}str", f"{_TAGS}map", f"{_TAGS}seq", f"{_TAGS}merge"


def _scalar_value(node: Scalar) -> Plain:
    kind = node.tag.removeprefix(_TAGS)
    if kind in ("str", "timestamp", "binary", "merge", "value"):
        return node.text
    try:
        if kind == "null":
            return None
        if kind == "bool":
            return _BOOLEANS[node.text.lower()]
        if kind == "int":
            return _integer(node.text)
        if kind == "float":
            return _float(node.text)
    except (ValueError, KeyError):
        raise refusal(node, f"'{node.text[:40]}' cannot be read as {kind}") from None
    raise refusal(node, f"unknown tag {node.tag}")


_BOOLEANS = {"true": True, "false": False}


def _integer(text: str) -> int:
    digits = text.replace("_", "").lower()
    if len(digits) > DIGITS_MAX:
        raise ValueError
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    for prefix, base in (("0b", 2), ("0o", 8), ("0x", 16)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], base)
    return sign * int(digits)


def _float(text: str) -> float:
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
