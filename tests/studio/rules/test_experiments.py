"""Only five-part refs are experiments; what else DVC keeps under refs/exps/ is not."""

from __future__ import annotations

import pytest

from gto_studio.rules.experiments import is_followed, named

BASELINE = "ab" + "c" * 38


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        (f"refs/exps/ab/{'c' * 38}/outer-mobs", (BASELINE, "outer-mobs")),
        (f"refs/exps/ab/{'c' * 62}/outer-mobs", ("ab" + "c" * 62, "outer-mobs")),
        (f"refs/exps/ab/{'c' * 37}/x", None),
        (f"refs/exps/ab/{'c' * 38}/x/y", None),
        (f"refs/exps/ab/{'c' * 38}", None),
        ("refs/exps/exec/EXEC_HEAD", None),
        ("refs/exps/stash", None),
        ("refs/exps/celery/stash", None),
        ("refs/heads/main", None),
    ],
)
def test_a_ref_names_an_experiment_or_it_does_not(ref: str, found: tuple[str, str] | None) -> None:
    assert named(ref) == found
    assert is_followed(ref) == (found is not None or ref == "refs/heads/main")
