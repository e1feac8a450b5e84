from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from gto_studio.rules.protection import PROTECTIONS, is_protected, protection
from shell import new_repository

REGISTRY = [
    "churn@v1.0.0", "churn@v1.0.0!", "churn#prod", "churn#prod#3", "churn#prod!#4", "churn@deprecated",
    "a/b=churn@v1.0.0", "a/b/c#eu/prod", "churn#eu/prod#2",
]  # fmt: skip
OTHERS = ["v1.0.0", "releases/v1", "nightly"]


def test_patterns_of_forges_whose_star_ends_at_a_slash(tmp_path_factory: pytest.TempPathFactory) -> None:
    """git's own matching of refs is the one that GitHub and Bitbucket describe."""
    shell = new_repository(tmp_path_factory.mktemp("tags") / "models")
    shell.commit("first")
    for tag in [*REGISTRY, *OTHERS]:
        shell.git("tag", tag)
    for kind in ("github", "bitbucket-server"):
        patterns = [f"refs/tags/{pattern.removeprefix('tags/')}" for pattern in PROTECTIONS[kind].patterns]
        found = shell.git("for-each-ref", "--format=%(refname:strip=2)", *patterns).splitlines()
        assert sorted(set(found)) == sorted(REGISTRY)


@pytest.mark.parametrize("kind", ["gitlab", "gitea"])
def test_patterns_of_forges_whose_star_is_anything(kind: str) -> None:
    def matched(tag: str) -> bool:
        return any(fnmatchcase(tag, pattern) for pattern in PROTECTIONS[kind].patterns)

    assert [tag for tag in [*REGISTRY, *OTHERS] if matched(tag)] == REGISTRY


@pytest.mark.parametrize(
    ("forge", "patterns", "is_enough"),
    [
        ("github", ["refs/tags/**/*@*", "refs/tags/**/*#*", "refs/tags/**/*#*/**/*"], True),
        ("github", ["~ALL"], True),
        ("github", ["refs/tags/*"], False),
        ("github", [], False),
        ("gitlab", ["*@*"], False),
        ("gitlab", ["v*", "*#*", "*@*"], True),
        ("gitlab", ["*"], True),
        ("gitea", None, None),
        ("azure", [], None),
        ("git", None, None),
    ],
)
def test_whether_it_is_enough(forge: str, patterns: list[str] | None, is_enough: bool | None) -> None:
    assert is_protected(protection(forge), patterns) is is_enough


def test_bitbucket_on_one_s_own_server_can_what_the_cloud_cannot() -> None:
    assert protection("bitbucket").patterns == ()
    own = protection("bitbucket", is_cloud=False)
    assert is_protected(own, ["tags/**/*@*", "**/*#*", "tags/**/*#*/**/*"])
