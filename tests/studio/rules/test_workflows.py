"""CI files that a pushed tag starts are told from the others."""

from __future__ import annotations

import pytest

from gto_studio.rules.workflows import Workflow, forge_of, matches, started_by_tags


@pytest.mark.parametrize(
    ("path", "text", "tags"),
    [
        (".github/workflows/gto.yml", "on:\n  push:\n    tags: ['*']\n", ("*",)),
        (".github/workflows/gto.yml", "name: Deploy\non: {push: {tags: churn@*, branches: [main]}}", ("churn@*",)),
        (".github/workflows/gto.yml", "on: push", None),
        (".github/workflows/gto.yml", "on: [pull_request, create]", None),
        (".github/workflows/gto.yml", "on: {push: {tags-ignore: ['v*']}}", ("**", "!v*")),
        (".gitlab-ci.yml", "deploy: {rules: [{if: $CI_COMMIT_TAG}]}", None),
        ("bitbucket-pipelines.yml", "pipelines: {tags: {'*#prod*': []}}", ("*#prod*",)),
        ("azure-pipelines.yml", "trigger: {tags: {include: ['*'], exclude: ['v*']}}", ("*", "!v*")),
    ],
)
def test_a_file_that_tags_start_is_found(path: str, text: str, tags: tuple[str, ...] | None) -> None:
    (found,) = started_by_tags([(path, text.encode())])
    assert (found.file, found.forge, found.tags) == (path, forge_of(path), tags)
    assert found.row()["tags"] == (list(tags) if tags else None)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/test.yml", "on: pull_request"),
        (".github/workflows/test.yml", "on: {push: {branches: [main]}}"),
        (".github/workflows/test.yml", "on: 3"),
        (".github/workflows/test.yml", "{{"),
        (".gitlab-ci.yml", "test: {script: make}"),
        ("bitbucket-pipelines.yml", "pipelines: {branches: {main: []}}"),
        ("azure-pipelines.yml", "trigger: [main]"),
    ],
)
def test_others_are_left_out(path: str, text: str) -> None:
    assert started_by_tags([(path, text.encode())]) == []


@pytest.mark.parametrize(
    ("patterns", "tag", "started"),
    [
        (None, "churn@v1.0.0", True),
        (("*",), "churn#prod#1", True),
        (("*",), "models/churn@v1.0.0", False),
        (("**",), "models/churn@v1.0.0", True),
        (("v*",), "churn@v1.0.0", False),
        (("churn@*",), "churn@v1.0.0", True),
        (("*@v?.0.0",), "churn@v1.0.0", True),
        (("*", "!*#*"), "churn#prod#1", False),
        (("*", "!*#*", "*#prod#*"), "churn#prod#1", True),
        (("v[0-9]+",), "anything", True),
        (("*" * 30 + "x",), "a" * 2_000, False),
        (("",), "", True),
    ],
)
def test_patterns_say_which_tags_start_a_file(patterns: tuple[str, ...] | None, tag: str, started: bool) -> None:
    assert matches(Workflow("f", "f", "github", patterns), tag) is started
