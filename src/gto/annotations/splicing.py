"""Changing one place of a YAML text and nothing else: comments, order, quoting and line endings stay.

The text is cut at positions that the parser gives, never written anew. Afterwards both texts are parsed and
compared; an edit that would change anything but its place is refused. Knows nothing of artifacts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gto.annotations.spelling import Layout, block_pair, block_value, flow, scalar
from gto.annotations.yaml import (
    Mapping,
    Scalar,
    Sequence,
    UnreadableYaml,
    followed,
    key_text,
    parse,
    plain,
)

if TYPE_CHECKING:
    from typing import TypeAlias

    from gto.annotations.entries import Plain
    from gto.annotations.yaml import Node

    #: Keys, and places in lists on the way to them. The last one is a key.
    Place: TypeAlias = tuple[str | int, ...]
    Pair: TypeAlias = tuple[Node, Node]


_DEFAULT = Layout()


def find(text: str, place: Place) -> Node | None:
    """The node at a path of keys, or None."""
    return _at(parse(text), place)


def put(text: str, place: Place, value: Plain, *, sort: bool = False, layout: Layout = _DEFAULT) -> str:
    """Give `place` a value: replace what is there, or add it (in order if `sort`, and the others are).

    `layout` is for files that don't show one. UnreadableYaml if that cannot be done without changing more.
    """
    root = parse(text)
    layout = _layout_of(text, root, layout)
    while len(place) > 1 and _at(root, place[:-1]) is None:
        *start, last = place
        place, value = tuple(start), {str(last): value}
    parent = _at(root, place[:-1])
    if parent is None:
        edited = _appended(text, str(place[-1]), value, layout)
    elif isinstance(parent, Mapping) and parent.pairs:
        pair = _pair(parent, place[-1])
        if pair:
            edited = _replaced(text, parent, pair, value, layout)
        else:
            edited = _inserted(text, parent, str(place[-1]), value, layout, sort=sort)
    elif isinstance(parent, Mapping) or (isinstance(parent, Scalar) and plain(parent) is None):
        if len(place) > 1:
            return put(text, place[:-1], {str(place[-1]): value}, sort=sort, layout=layout)
        edited = _around(text, parent, block_pair(str(place[-1]), value, 0, layout))
    else:
        raise UnreadableYaml(f"line {parent.line}: there is no plain mapping to write to")
    return _verified(text, edited, place, value)


def drop(text: str, place: Place, *, leave: str = "") -> str:
    """Take away the pair at `place`, which has to be there.

    The last pair of an inner mapping leaves `{}`, the last pair of the file what `leave` says.
    """
    parent = _at(parse(text), place[:-1])
    if not isinstance(parent, Mapping) or not (pair := _pair(parent, place[-1])):
        raise UnreadableYaml(f"there is no '{place[-1]}'")
    if len(parent.pairs) == 1 and len(place) > 1:
        return put(text, place[:-1], {})
    if len(parent.pairs) == 1 and (leave or parent.is_flow):
        edited = _around(text, parent, [leave or "{}"])
    else:
        edited = _without(text, parent, pair)
    return _verified(text, edited, place, None, gone=True)


# --- adding -------------------------------------------------------------------------------------------------


def _appended(text: str, key: str, value: Plain, layout: Layout) -> str:
    """The first pair of a file that is empty or has only comments."""
    return _lines_at(text, len(text), block_pair(key, value, 0, layout))


def _inserted(text: str, parent: Mapping, key: str, value: Plain, layout: Layout, *, sort: bool) -> str:
    keys = [key_text(pair[0]) for pair in parent.pairs]
    index = len(keys)
    if sort and keys == sorted(keys):
        index = sum(known < key for known in keys)
    if parent.is_flow:
        return _inserted_in_flow(text, parent, index, key, value)
    column = _indent(text, parent.pairs[0][0].start)
    lines = block_pair(key, value, column, layout)
    if index == 0:
        return _lines_at(text, _above(text, parent.pairs[0][0].start, column), lines)
    is_last = index == len(keys)
    return _lines_at(text, _below(text, parent.pairs[index - 1], column if is_last else column + 1), lines)


def _inserted_in_flow(text: str, parent: Mapping, index: int, key: str, value: Plain) -> str:
    first = parent.pairs[0][0]
    quote = '"' if isinstance(first, Scalar) and first.style == '"' else ""
    pair = flow({key: value}, quote=quote)[1:-1]
    if index == len(parent.pairs):
        at = parent.pairs[-1][1].end
        space = " " if text[at - 1] == ":" else ""  # ":," would be taken for text
        return f"{text[:at]}{space}, {pair}{text[at:]}"
    at = parent.pairs[index][0].start
    return f"{text[:at]}{pair}, {text[at:]}"


# --- replacing ----------------------------------------------------------------------------------------------


def _replaced(text: str, parent: Mapping, pair: Pair, value: Plain, layout: Layout) -> str:
    key, old = pair
    if isinstance(old, Sequence) and isinstance(value, list) and (more := _more(old, value)):
        return _lengthened(text, key, old, more, layout)
    start, end = old.start, old.start + len(text[old.start : old.end].rstrip())
    fills = isinstance(value, list | dict) and bool(value)
    if parent.is_flow or (fills and isinstance(old, Sequence | Mapping) and old.is_flow and old.end > start + 2):
        is_json = isinstance(key, Scalar) and key.style == '"'
        return text[:start] + _spaced(text, start, flow(value, quote='"' if is_json else "")) + text[end:]
    if fills:
        lines = block_value(value, _indent(text, key.start), layout)
        if isinstance(old, Sequence | Mapping) and not old.is_flow and "\n" in text[key.end : start]:
            start = _line_start(text, start)
        else:  # a comment behind the old value stays on the line of the key
            rest = text[end : _line_end(text, end)].rstrip()
            start, end = _after_colon(text, key), end + len(rest)
            lines = [rest, *lines] if rest.strip() else ["", *lines]
        return text[:start] + _newline(text).join(lines) + text[end:]
    quote = old.style if isinstance(old, Scalar) and old.style in ("'", '"') else ""
    spelled = flow(value) if isinstance(value, list | dict) else scalar(value, quote=quote)
    if isinstance(old, Sequence | Mapping) and not old.is_flow:
        start = _after_colon(text, key)
        spelled += text[start : min(_line_end(text, start), old.start)].rstrip()  # a comment, if anything
    return text[:start] + _spaced(text, start, spelled) + text[end:]


def _more(old: Sequence, value: list[Plain]) -> list[Plain]:
    """What a list has behind the items that are there; nothing if it isn't a longer one."""
    there = len(old.items)
    return value[there:] if there and same(plain(old), value[:there]) else []


def _lengthened(text: str, key: Node, old: Sequence, more: list[Plain], layout: Layout) -> str:
    """More items below those that are there, which stay as they are written."""
    last = old.items[-1]
    if old.is_flow:
        is_json = isinstance(key, Scalar) and key.style == '"'
        inner = flow(more, quote='"' if is_json else "")[1:-1]
        return f"{text[: last.end]}, {inner}{text[last.end :]}"
    column = _indent(text, old.items[0].start)
    below = _below(text, (last, last), column + 1)
    return _lines_at(text, below, block_value(more, column, layout._replace(dash=0)))


def _around(text: str, node: Node, lines: list[str]) -> str:
    """Put lines in the place of the whole document, keeping the comments before and behind."""
    newline = _newline(text)
    return text[: node.start] + newline.join(lines) + (text[node.end :] or newline)


def _spaced(text: str, at: int, spelled: str) -> str:
    return spelled if text[at - 1 : at] in (" ", "\n", "[", "{", ",") else " " + spelled


# --- removing -----------------------------------------------------------------------------------------------


def _without(text: str, parent: Mapping, pair: Pair) -> str:
    index = parent.pairs.index(pair)
    if not parent.is_flow:
        column = _indent(text, pair[0].start)
        start, end = _line_start(text, pair[0].start), _below(text, pair, column + 1)
        if index > 0 and parent.pairs[index - 1][1].end == start:
            end = len(text) - len(text[end:].lstrip("\r\n"))  # "|+" above would take these blank lines over
        return text[:start] + text[end:]
    if index + 1 < len(parent.pairs):
        return text[: pair[0].start] + text[parent.pairs[index + 1][0].start :]
    return text[: parent.pairs[index - 1][1].end] + text[pair[1].end :]


# --- positions ----------------------------------------------------------------------------------------------


def _at(node: Node | None, place: Place) -> Node | None:
    for key in place:
        if isinstance(key, int):
            if not isinstance(node, Sequence) or key >= len(node.items):
                return None
            node = node.items[key]
            continue
        pair = _pair(node, key) if isinstance(node, Mapping) else None
        if pair is None:
            return None
        node = pair[1]
    return node


def _pair(mapping: Mapping, key: str | int) -> Pair | None:
    return next((pair for pair in mapping.pairs if key_text(pair[0]) == key), None)


def _layout_of(text: str, root: Node | None, default: Layout) -> Layout:
    """The indentation that a file shows by its first nested mapping and its first list."""
    step = dash = None
    waiting = [root] if isinstance(root, Mapping) and not root.is_flow else []
    while waiting and (step is None or dash is None):
        for key, value in waiting.pop(0).pairs:
            column = _indent(text, key.start)
            if isinstance(value, Mapping) and not value.is_flow:
                step = step or _indent(text, value.pairs[0][0].start) - column
                waiting.append(value)
            if isinstance(value, Sequence) and not value.is_flow and dash is None:
                dash = max(0, _indent(text, value.items[0].start) - column)
    return Layout(step=step or default.step, dash=default.dash if dash is None else dash)


def _below(text: str, pair: Pair, column: int) -> int:
    """The start of the line below a pair, and below comments under it indented by `column` or more."""
    end = max(pair[0].end, pair[1].end)
    at = end if text[end - 1 : end] == "\n" else _line_end(text, end)
    while _is_comment(text, at) and _indent(text, at) >= column:
        at = _line_end(text, at)
    return at


def _above(text: str, position: int, column: int) -> int:
    """The start of the line of `position`, or of the comment over it unless that is the head of the file."""
    at = line = _line_start(text, position)
    while at > 0:
        above = _line_start(text, at - 1)
        if not _is_comment(text, above) or _indent(text, above) != column:
            return at
        at = above
    return line


def _lines_at(text: str, at: int, lines: list[str]) -> str:
    newline = _newline(text)
    before = text[:at]
    if before.strip("\ufeff") and not before.endswith("\n"):
        before += newline
    return before + newline.join(lines) + newline + text[at:]


def _after_colon(text: str, key: Node) -> int:
    return text.index(":", key.end) + 1


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found + 1


def _indent(text: str, position: int) -> int:
    """How far the line of `position` is indented."""
    line = text[_line_start(text, position) : _line_end(text, position)].lstrip("\ufeff")
    return len(line) - len(line.lstrip(" "))


def _is_comment(text: str, line: int) -> bool:
    return text[line : _line_end(text, line)].lstrip(" ").startswith("#")


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# --- proof --------------------------------------------------------------------------------------------------


def _verified(before: str, after: str, place: Place, value: Plain, *, gone: bool = False) -> str:
    """Give `after` back if it differs from `before` in the value at `place` and in nothing else.

    That a last line without an end gets one, to have something below it, is no difference.
    """
    ended = before + _newline(before)
    old, new = parse(ended if after.startswith(ended) else before), parse(after)
    found = _at(new, place)
    is_there = found is not None and same(plain(found), value)
    if is_there == gone or _shape(old, place) != _shape(new, place):
        raise UnreadableYaml(f"'{'.'.join(map(str, place))}' cannot be changed without changing more")
    return after


def same(one: Plain, other: Plain) -> bool:
    """Equal, with NaN equal to itself, and true not equal to 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _shape(node: Node | None, place: Place = ()) -> object:
    """Everything that a tree says, except at `place`."""
    node = None if node is None else followed(node)
    if node is None or (place and isinstance(node, Scalar) and plain(node) is None):
        return None, []
    if isinstance(node, Scalar):
        return node.tag, node.text
    if isinstance(node, Sequence):
        leads = place[0] if place else None
        return node.tag, [_shape(item, place[1:] if leads == i else ()) for i, item in enumerate(node.items)]
    return node.tag, _shape_of_pairs(node.pairs, place)


def _shape_of_pairs(pairs: tuple[Pair, ...], place: Place) -> object:
    shapes = []
    for key, value in pairs:
        leads = bool(place) and key_text(key) == place[0]
        if not (leads and len(place) == 1):
            shapes.append((_shape(key), _shape(value, place[1:] if leads else ())))
    return shapes
