"""What happened in the demo's repositories, as data: commits that train, experiments, versions, stages.

The people are roles, not persons; the dates are fixed, so the demo has the same commits on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TRAINER = ("Demo Trainer", "trainer@example.com")
REVIEWER = ("Demo Reviewer", "reviewer@example.com")
ROBOT = ("Demo CI", "ci@example.com")


@dataclass(frozen=True)
class Commit:
    """Edit files (file → what to replace by what), train in `folder`, commit on `branch` and push."""

    name: str
    message: str
    on: str
    edits: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    folder: str | None = "."
    branch: str = "main"
    since: str | None = None  # the commit at which a new branch begins
    author: tuple[str, str] = TRAINER


@dataclass(frozen=True)
class Merge:
    """Merge a branch into main."""

    name: str
    branch: str
    message: str
    on: str
    author: tuple[str, str] = REVIEWER


@dataclass(frozen=True)
class Experiment:
    """A pushed experiment: a commit beside a branch, under refs/exps."""

    name: str
    after: str
    on: str
    edits: dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Event:
    """A command of gto, on the remote itself. `{name}` in it is a commit."""

    command: str
    on: str
    by: tuple[str, str] = TRAINER


Step = Commit | Merge | Experiment | Event

PARAMS, VALUE = "params.yaml", "value/params.yaml"
MORE = (("  - visits\n", "  - visits\n  - complaints\n"),)
ALL = (("  - complaints\n", "  - complaints\n  - spending\n  - discount\n"),)

CUSTOMERS: tuple[Step, ...] = (
    Commit("first", "Train churn on two features", "2026-01-12T09:00"),
    Event("register churn {first} --version v0.1.0 -m 'Two features, to have something'", "2026-01-12T10:00"),
    Event("assign churn --version v0.1.0 --stage dev", "2026-01-12T10:05"),
    Commit("longer", "Train for longer", "2026-01-14T11:30", {PARAMS: (("epochs: 6", "epochs: 20"),)}),
    Commit("complaints", "Ask how often customers complained", "2026-01-20T15:00", {PARAMS: MORE}),
    Event("register churn {complaints} --version v1.0.0 -m 'Complaints say most of it'", "2026-01-21T09:10"),
    Event("assign churn --version v1.0.0 --stage dev", "2026-01-21T09:15"),
    Event(
        "assign churn --version v1.0.0 --stage prod -m 'Looked at with the sales team'", "2026-01-23T16:00", REVIEWER
    ),
    Commit("value", "Estimate what a customer will spend", "2026-01-27T10:00", folder="value"),
    Event("register value:ltv {value}", "2026-01-27T10:20"),
    Event("assign value:ltv --version v0.0.1 --stage dev", "2026-01-27T10:25"),
    Commit(
        "december",
        "Train on last month's customers",
        "2026-02-02T08:00",
        {PARAMS: (("seed: 7", "seed: 8"),)},
        author=ROBOT,
    ),
    Event("register churn {december} --bump-patch", "2026-02-02T08:05", ROBOT),
    Event("deprecate churn v1.0.1 -m 'Trained on the wrong month'", "2026-02-02T13:40", REVIEWER),
    Commit(
        "again",
        "Train on the right month's customers",
        "2026-02-02T15:00",
        {PARAMS: (("seed: 8", "seed: 9"),)},
    ),
    Commit(
        "features",
        "Use all we know of a customer",
        "2026-02-05T09:30",
        {PARAMS: ALL},
        branch="all-features",
        since="again",
    ),
    Commit(
        "careful",
        "Keep the weights small",
        "2026-02-06T10:15",
        {PARAMS: (("l2: 0.0", "l2: 0.002"),)},
        branch="all-features",
    ),
    Experiment("lr-high", "careful", "2026-02-06T11:00", {PARAMS: (("lr: 0.02", "lr: 0.1"),)}),
    Experiment("lr-low", "careful", "2026-02-06T11:05", {PARAMS: (("lr: 0.02", "lr: 0.005"),)}),
    Experiment("long-run", "careful", "2026-02-06T11:20", {PARAMS: (("epochs: 20", "epochs: 60"),)}),
    Merge("merged", "all-features", "Merge all-features", "2026-02-09T14:00"),
    Event("register churn {merged} --bump-minor -m 'All features, small weights'", "2026-02-09T14:10"),
    Event("assign churn --version v1.1.0 --stage dev", "2026-02-09T14:12"),
    Event("assign churn --version v1.1.0 --stage staging", "2026-02-11T09:00", REVIEWER),
    Event(
        "assign churn --version v1.1.0 --stage prod -m 'A week in staging without a complaint'",
        "2026-02-18T09:00",
        REVIEWER,
    ),
    Commit(
        "richer",
        "Estimate spending with more customers",
        "2026-02-20T10:00",
        {VALUE: (("rows: 400", "rows: 900"),)},
        folder="value",
    ),
    Event(
        "assign value:ltv {richer} --stage staging --skip-registration -m 'To be looked at before it has a number'",
        "2026-02-20T10:30",
    ),
    Commit(
        "threshold",
        "Name a customer only when sure",
        "2026-02-24T11:00",
        {PARAMS: (("threshold: 0.5", "threshold: 0.6"),)},
    ),
    Experiment("threshold-07", "threshold", "2026-02-24T11:30", {PARAMS: (("threshold: 0.6", "threshold: 0.7"),)}),
    Event("register churn {threshold} --bump-major -m 'Fewer calls, better ones'", "2026-02-25T09:00"),
    Event("assign churn --version v2.0.0 --stage dev", "2026-02-25T09:05"),
    Event("deprecate churn v1.1.0 staging -m 'Its week is over'", "2026-02-25T09:30", REVIEWER),
    Commit(
        "young",
        "Try customers of the first year only",
        "2026-02-26T16:00",
        {PARAMS: (("rows: 300", "rows: 200"),)},
        branch="young-customers",
        since="threshold",
    ),
)

PAYMENTS: tuple[Step, ...] = (
    Commit("first", "Write down the rules, and train fraud", "2026-01-15T09:00"),
    Event("register rules {first} --version v1.0.0", "2026-01-15T09:30"),
    Event("assign rules --version v1.0.0 --stage prod", "2026-01-15T10:00", REVIEWER),
    Event("register transactions {first} --version v2026.1.0", "2026-01-15T10:30"),
    Event("register fraud {first} --version v0.1.0", "2026-01-16T09:00"),
    Commit("caution", "Raise fewer alarms", "2026-01-29T13:00", {PARAMS: (("caution: 1.0", "caution: 1.3"),)}),
    Event("register fraud {caution} --bump-minor", "2026-01-29T13:30"),
    Event("assign fraud --version v0.2.0 --stage staging", "2026-01-29T13:35"),
    Event(
        "assign fraud --version v0.2.0 --stage prod -m 'Better than the rules in every week'",
        "2026-02-12T10:00",
        REVIEWER,
    ),
    Event("deprecate rules v1.0.0 prod", "2026-02-12T10:05", REVIEWER),
    Event("deprecate rules -m 'fraud took its place'", "2026-02-13T09:00", REVIEWER),
    Commit(
        "rare", "Train on rarer fraud", "2026-02-23T09:00", {PARAMS: (("share: 0.04", "share: 0.02"),)}, author=ROBOT
    ),
    Experiment("caution-15", "rare", "2026-02-23T10:00", {PARAMS: (("caution: 1.3", "caution: 1.5"),)}),
    Event("register fraud {rare} --version v1.0.0-rc.1", "2026-02-23T11:00"),
    Event("assign fraud --version v1.0.0-rc.1 --stage staging", "2026-02-23T11:05"),
)

REPOSITORIES: dict[str, tuple[Step, ...]] = {"customers": CUSTOMERS, "payments": PAYMENTS}
