"""docs/reference/python.md: its examples run, its signatures are those of the code, and no public name is missing."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from pathlib import Path

import pytest

import gto
from gto import api
from shell import new_repository

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "python.md"


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL))


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = new_repository(tmp_path)
    shell.commit("c1", files={"churn.pkl": "churn", "demand.pkl": "demand"})
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(blocks("pycon"), {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=said.append)
    assert not said, "".join(said)


def test_the_signatures_are_those_of_the_code() -> None:
    written = {
        function.name: ast.unparse(function.args)
        for function in ast.parse(blocks("python")).body
        if isinstance(function, ast.FunctionDef)
    }
    assert set(written) == set(api.__all__)
    for name, parameters in written.items():
        bare = [
            parameter.replace(annotation=inspect.Parameter.empty)
            for parameter in inspect.signature(getattr(api, name)).parameters.values()
        ]
        shown = re.sub(r"<(VersionSort\.\w+): [^>]+>", r"\1", str(inspect.Signature(bare)))
        assert f"({parameters})" == shown, name


def test_requests_are_written_as_they_are() -> None:
    text = PAGE.read_text()
    for request in (gto.Register, gto.Assign, gto.Unassign, gto.Deregister, gto.Deprecate, gto.Rollback):
        defaults = request._field_defaults
        fields = [f"{name}={_quoted(defaults[name])}" if name in defaults else name for name in request._fields]
        assert f"`gto.{request.__name__}({', '.join(fields)})`" in text


@pytest.mark.parametrize("name", [name for name in vars(gto.Repository) if not name.startswith("_")])
def test_every_method_is_named(name: str) -> None:
    """But for those that our own commands use."""
    inner = {"is_remote", "config", "read", "resolve", "commits", "commit_described", "annotations", "head_reading"}
    assert name in inner or re.search(rf"\b{name}\b", PAGE.read_text())


@pytest.mark.parametrize("name", [name for name in gto.__all__ if not name.startswith("_")])
def test_every_public_name_is_named(name: str) -> None:
    assert name == "Repository" or re.search(rf"gto\.{name}\b", PAGE.read_text())


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
