"""What a measurement found, as values: who took how long for which question about which repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.measure import Measured
from bench.shapes import Shape

GTO = "GTO 1.10.1"
COLD = "gto, cold"
WARM = "gto, warm"
PASS = "python -c pass"
FIELDS = "git for-each-ref, all fields"
NAMES = "git for-each-ref, names"
LS_REMOTE = "git ls-remote"
TREELESS = "git clone --bare --filter=tree:0"
CLONE = "git clone --bare"


@dataclass(frozen=True)
class Traffic:
    """What one command exchanged with a server."""

    conversations: int
    requests: int
    received: int  # bytes


@dataclass(frozen=True)
class Result:
    shape: Shape
    question: str
    taken: Mapping[str, Measured]
    # how our answer differs from GTO's; then no time counts
    difference: str = ""
    traffic: Mapping[str, Traffic] = field(default_factory=dict)

    @property
    def remote(self) -> bool:
        return bool(self.traffic)

    def fewer(self, state: str) -> float | None:
        """How many times less CPU we took than GTO."""
        if self.difference or GTO not in self.taken or state not in self.taken:
            return None
        return self.taken[GTO].cpu / self.taken[state].cpu
