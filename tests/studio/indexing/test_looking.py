"""What is said of a repository as a whole is in the files at its head."""

from __future__ import annotations

from pathlib import Path

from gto.git.place import locate
from gto_studio.indexing.looking import look
from shell import new_repository

FILES = {
    ".gto": "stages: [dev, prod]\n",
    "dvc.yaml": "",
    "nlp/.dvc/config": "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://b/x\n",
    "cv/deep/dvc.yaml": "",
    "old/artifacts.yaml": "",
    "docs/x.md": "",
    ".github/workflows/deploy.yml": "name: Deploy\non: {push: {tags: ['*']}}\n",
    ".github/workflows/test.yml": "on: pull_request\n",
    ".gitlab-ci.yml": "deploy: {rules: [{if: $CI_COMMIT_TAG}]}\n",
}


def test_a_repository_is_looked_at(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    head = shell.commit("1", files=FILES)
    seen = look(locate(str(shell.path), origin=str(shell.path)), "main")
    assert seen.problems == ()
    assert seen.row == {
        "default_branch": "main",
        "head": head,
        "stages": ["dev", "prod"],
        "directories": ["", "cv/deep", "nlp", "old"],
        "remotes": {"nlp": {"default": "store", "remotes": [{"name": "store", "url": "s3://b/x", "options": {}}]}},
        "ci": [".github/workflows/deploy.yml", ".github/workflows/test.yml", ".gitlab-ci.yml"],
        "workflows": [
            {"file": ".github/workflows/deploy.yml", "name": "Deploy", "forge": "github", "tags": ["*"]},
            {"file": ".gitlab-ci.yml", "name": ".gitlab-ci.yml", "forge": "gitlab", "tags": None},
        ],
        "index_file": "artifacts.yaml",
    }


def test_wrong_settings_are_a_problem_and_no_obstacle(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    shell.commit("1", files={".gto": "stages: 7\n"})
    seen = look(locate(str(shell.path), origin=str(shell.path)), "main")
    assert [problem[:2] for problem in seen.problems] == [("wrong-config", ".gto")]
    assert seen.row["stages"] is None


def test_an_empty_repository_has_nothing_to_look_at(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    row = look(locate(str(shell.path), origin=str(shell.path)), None).row
    assert (row["default_branch"], row["head"], row["directories"]) == (None, None, [])
