"""`gto parse-tag`: a tag's name taken apart, anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell


@pytest.mark.parametrize(
    ("tag", "parts"),
    [
        ("nn@v1.0.0", {"name": "nn", "version": "v1.0.0", "action": "register"}),
        ("a/b=nn#prod!#7", {"name": "a/b:nn", "stage": "prod", "action": "unassign", "counter": 7}),
        ("nn@deprecated", {"name": "nn", "action": "deprecate"}),
    ],
)
def test_parts_are_json_and_need_no_repository(tmp_path: Path, tag: str, parts: dict[str, object]) -> None:
    shell = Shell(tmp_path)
    assert json.loads(shell.gto("parse-tag", tag).out) == parts
    assert json.loads(shell.gto("parse-tag", tag, "--key", "name").out) == parts["name"]


def test_other_names_and_keys_are_refused(tmp_path: Path) -> None:
    assert "Cannot parse tag name 'v1.0.0'" in Shell(tmp_path).refused("parse-tag", "v1.0.0")
    assert "The tag name has no 'stage'" in Shell(tmp_path).refused("parse-tag", "nn@v1.0.0", "--key", "stage")
