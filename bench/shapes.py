"""The repositories that are measured, as values: how many artifacts, versions, tags, and what else.

Knows nothing of how they are made (generate.py) or what they are asked (questions.py).
"""

from __future__ import annotations

from dataclasses import dataclass

STAGES = ("dev", "staging", "prod")


@dataclass(frozen=True)
class Shape:
    """Every version of every artifact has a commit, a registration and one stage event."""

    name: str
    artifacts: int
    versions: int
    packed: bool = True
    # artifacts.yaml appears in the first commit and gains an artifact a commit
    annotated: bool = False
    # tags that are none of ours: releases of the software around the models
    foreign: int = 0
    # commits that change a file which compression cannot shrink, and its size in bytes
    weights: int = 0
    weight: int = 2_000_000

    @property
    def tags(self) -> int:
        """How many tags are ours."""
        return self.artifacts * self.versions * 2

    @property
    def usual(self) -> bool:
        """Whether targets for a number of tags are about this shape."""
        return self.artifacts > 1 and not (self.annotated or self.foreign or self.weights)

    @property
    def commits(self) -> int:
        """One for each version, and a last one that nobody registered yet."""
        return self.artifacts * self.versions + 1

    @property
    def artifact(self) -> str:
        """The artifact that questions are about: one from the middle."""
        return artifact_name(self.artifacts // 2)

    @property
    def newest(self) -> str:
        return version_name(self.versions - 1)


def artifact_name(number: int) -> str:
    return f"model-{number:04}"


def version_name(number: int) -> str:
    """Up to 9,900 versions stay within seven characters: GTO's table cuts longer ones."""
    return f"v{1 + number // 100}.{number // 10 % 10}.{number % 10}"


def sized(tags: int, packed: bool = True) -> Shape:
    """The usual shape at a size: ten artifacts, and from 1,000 tags on fifty versions of each."""
    artifacts = {10: 1, 100: 10}.get(tags, tags // 100)
    state = "packed" if packed else "loose"
    return Shape(f"{tags}-{state}", artifacts, tags // artifacts // 2, packed)


ONE_ARTIFACT = Shape("2000-versions-of-one", 1, 2_000)
ANNOTATED = Shape("1000-annotated", 10, 50, annotated=True)
FOREIGN = Shape("100-and-2000-foreign", 10, 5, foreign=2_000)
REMOTE = Shape("1000-and-200-MB", 10, 50, weights=100)
