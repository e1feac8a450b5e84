"""The walk-throughs with which GTO was taught, typed as they were printed, and what they promise to show.

Two things in the printed pages are older than GTO 1.10.1, which decides here: rows are sorted by name, and
a push hint quotes what a shell would misread.
"""

# a command is one line, as it is typed
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from .programs import Program
from .running import Answer, answers
from .scenario import Scenario

EXAMPLE_GTO = """
    commit 'Train churn'
    tag churn@v3.0.0
    tag segment@v0.4.1
    tag cv-class@v0.1.13
    tag 'churn#prod#1'
    tag 'segment#dev#1'
    commit 'Retrain churn'
    tag churn@v3.1.0
    tag 'churn#staging#2'
    tag 'churn#dev#3'
    commit 'Tune churn'
    tag churn@v3.1.1
    tag 'churn#dev#4'
    remote
"""


def test_get_started(ours: Program, tmp_path: Path) -> None:
    walk = Scenario(
        "get-started",
        EXAMPLE_GTO,
        """
        gto show
        gto register cv-class
        gto show
        gto assign cv-class --stage dev
        gto show
        git push origin cv-class@v0.1.14 cv-class#dev#1 2>&1 | grep 'new tag' | sed 's/^ //'
        """,
    )
    assert shown(answers(ours, walk, tmp_path)) == promised(
        [
            """
            ╒══════════╤══════════╤════════╤═════════╤════════════╕
            │ name     │ latest   │ #dev   │ #prod   │ #staging   │
            ╞══════════╪══════════╪════════╪═════════╪════════════╡
            │ churn    │ v3.1.1   │ v3.1.1 │ v3.0.0  │ v3.1.0     │
            │ segment  │ v0.4.1   │ v0.4.1 │ -       │ -          │
            │ cv-class │ v0.1.13  │ -      │ -       │ -          │
            ╘══════════╧══════════╧════════╧═════════╧════════════╛
            """,
            """
            Created git tag 'cv-class@v0.1.14' that registers version
            To push the changes upstream, run:
                git push origin cv-class@v0.1.14
            """,
            """
            ╒══════════╤══════════╤════════╤═════════╤════════════╕
            │ name     │ latest   │ #dev   │ #prod   │ #staging   │
            ╞══════════╪══════════╪════════╪═════════╪════════════╡
            │ churn    │ v3.1.1   │ v3.1.1 │ v3.0.0  │ v3.1.0     │
            │ segment  │ v0.4.1   │ v0.4.1 │ -       │ -          │
            │ cv-class │ v0.1.14  │ -      │ -       │ -          │
            ╘══════════╧══════════╧════════╧═════════╧════════════╛
            """,
            """
            Created git tag 'cv-class#dev#1' that assigns stage to version 'v0.1.14'
            To push the changes upstream, run:
                git push origin 'cv-class#dev#1'
            """,
            """
            ╒══════════╤══════════╤═════════╤═════════╤════════════╕
            │ name     │ latest   │ #dev    │ #prod   │ #staging   │
            ╞══════════╪══════════╪═════════╪═════════╪════════════╡
            │ churn    │ v3.1.1   │ v3.1.1  │ v3.0.0  │ v3.1.0     │
            │ segment  │ v0.4.1   │ v0.4.1  │ -       │ -          │
            │ cv-class │ v0.1.14  │ v0.1.14 │ -       │ -          │
            ╘══════════╧══════════╧═════════╧═════════╧════════════╛
            """,
            """
            * [new tag]         cv-class@v0.1.14 -> cv-class@v0.1.14
            * [new tag]         cv-class#dev#1 -> cv-class#dev#1
            """,
        ]
    )


def test_get_started_on_a_remote_repository(ours: Program, tmp_path: Path) -> None:
    walk = Scenario(
        "get-started-remotely",
        EXAMPLE_GTO,
        """
        gto assign cv-class --stage dev --repo "file://$ROOT/remote.git"
        git ls-remote origin 'refs/tags/cv-class*' | cut -f 2 | grep -v '}$'
        """,
    )
    assert shown(answers(ours, walk, tmp_path)) == promised(
        [
            """
            Created git tag 'cv-class@v0.1.14' that registers version
            Running `git push origin cv-class@v0.1.14`
            Successfully pushed git tag cv-class@v0.1.14 on remote.
            Created git tag 'cv-class#dev#1' that assigns stage to version 'v0.1.14'
            Running `git push origin cv-class#dev#1`
            Successfully pushed git tag cv-class#dev#1 on remote.
            """,
            """
            refs/tags/cv-class#dev#1
            refs/tags/cv-class@v0.1.13
            refs/tags/cv-class@v0.1.14
            """,
        ]
    )


def test_manage_models_under_the_hood(ours: Program, tmp_path: Path) -> None:
    walk = Scenario(
        "manage-models",
        """
        commit 'Train'
        commit 'Add the model'
        """,
        """
        gto register pool-segmentation HEAD --version v1.0.0
        gto assign pool-segmentation --version v1.0.0 --stage dev
        gto show pool-segmentation --plain
        gto assign pool-segmentation --version v1.0.0 --stage prod
        gto deprecate pool-segmentation v1.0.0 dev
        gto show pool-segmentation --plain
        gto history --plain
        """,
    )
    assert shown(answers(ours, walk, tmp_path)) == promised(
        [
            """
            Created git tag 'pool-segmentation@v1.0.0' that registers version
            To push the changes upstream, run:
                git push origin pool-segmentation@v1.0.0
            """,
            """
            Created git tag 'pool-segmentation#dev#1' that assigns stage to version 'v1.0.0'
            To push the changes upstream, run:
                git push origin 'pool-segmentation#dev#1'
            """,
            """
            artifact           version    stage    created_at                 ref
            pool-segmentation  v1.0.0     dev      2022-01-02 00:00:00+00:00  pool-segmentation@v1.0.0
            """,
            """
            Created git tag 'pool-segmentation#prod#2' that assigns stage to version 'v1.0.0'
            To push the changes upstream, run:
                git push origin 'pool-segmentation#prod#2'
            """,
            """
            Created git tag 'pool-segmentation#dev!#3' that unassigns stage from version 'v1.0.0'
            To push the changes upstream, run:
                git push origin 'pool-segmentation#dev!#3'
            """,
            """
            artifact           version    stage    created_at                 ref
            pool-segmentation  v1.0.0     prod     2022-01-02 00:00:00+00:00  pool-segmentation@v1.0.0
            """,
            """
            timestamp                  artifact           event         version    stage    commit    ref
            2022-01-02 00:04:00+00:00  pool-segmentation  unassignment  v1.0.0     dev      8889004   pool-segmentation#dev!#3
            2022-01-02 00:03:00+00:00  pool-segmentation  assignment    v1.0.0     prod     8889004   pool-segmentation#prod#2
            2022-01-02 00:01:00+00:00  pool-segmentation  assignment    v1.0.0     dev      8889004   pool-segmentation#dev#1
            2022-01-02 00:00:00+00:00  pool-segmentation  registration  v1.0.0     -        8889004   pool-segmentation@v1.0.0
            """,
        ]
    )


def promised(pages: list[str]) -> list[str]:
    return [in_order_of_names(dedent(page).strip("\n")) for page in pages]


def shown(answered: list[Answer]) -> list[str]:
    """All but the list of tags that ends a scenario."""
    return [str(answer) for answer in answered[:-1]]


def in_order_of_names(page: str) -> str:
    if not page.startswith("╒"):
        return page
    *head, bottom = page.splitlines()
    return "\n".join([*head[:3], *sorted(head[3:]), bottom])
