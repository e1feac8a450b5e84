"""`gto assign`: a version into a stage."""

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, STAGED, TWO_VERSIONS

STAGES = ["_a", "a#b", "prod!", "1", "a/b-c_d", "a:b", "a=b", "a.b", "prod ", "é"]

SCENARIOS = [
    Scenario(
        "assign-registers-first",
        "commit c1",
        """
        gto assign nn --stage prod
        gto show
        gto history --plain
        """,
    ),
    Scenario(
        "assign-at-head",
        ONE_VERSION,
        """
        gto assign nn --stage prod
        gto assign nn HEAD --stage dev
        gto assign nn --stage=eu/west HEAD
        gto show nn --stage
        """,
    ),
    Scenario(
        "promote-is-assign",
        ONE_VERSION,
        """
        gto promote nn --stage prod
        gto promote nn --stage prod
        """,
    ),
    Scenario(
        "assign-by-version",
        TWO_VERSIONS,
        """
        gto assign nn --version v0.0.1 --stage prod
        gto assign nn --version v0.0.2 --stage prod
        gto show nn --plain
        gto assign nn --version v9.9.9 --stage prod
        gto assign nix --version v0.0.1 --stage prod
        """,
    ),
    Scenario(
        "assign-at-revision",
        """
        commit c1
        commit c2
        tag nn@v0.0.1
        commit c3
        """,
        """
        gto assign nn HEAD~1 --stage prod
        gto assign nn HEAD~2 --stage dev
        gto assign nn main --stage dev -m 'only on the stage'
        gto history --json | jq -r '.[] | .ref + " " + .message'
        """,
    ),
    Scenario(
        "assign-names-the-version-to-register",
        [TWO_VERSIONS, "commit c3\ncommit c4"],
        """
        gto assign nn HEAD --version v4.0.0 --stage prod
        gto assign nn HEAD --version v4.0.0 --stage dev
        gto assign nn HEAD --version v5.0.0 --stage dev
        gto assign nn HEAD~1 --version v0.0.1 --stage dev
        gto assign nn HEAD~1 --version 5 --stage dev
        """,
    ),
    Scenario(
        "assign-twice",
        STAGED,
        """
        gto assign nn --stage prod
        gto assign nn --stage prod --force
        gto assign nn --version v0.0.1 --stage dev
        gto assign nn --version v0.0.2 --stage dev
        gto assign nn --version v0.0.1 --stage dev
        """,
    ),
    Scenario(
        "assign-again-after-unassign",
        [STAGED, "tag 'nn#prod!#3'"],
        """
        gto assign nn --stage prod
        gto show nn --plain
        """,
    ),
    Scenario(
        "assign-moves-a-stage-and-back",
        TWO_VERSIONS,
        """
        gto assign nn --version v0.0.1 --stage prod
        gto assign nn --version v0.0.2 --stage prod
        gto show nn --stage
        gto assign nn --version v0.0.1 --stage prod --force
        gto show nn --plain
        gto show nn --vs -1 --plain
        """,
    ),
    Scenario(
        "assign-move-back-needs-force",
        [
            TWO_VERSIONS,
            """
        tag 'nn#prod#1' HEAD~1
        tag 'nn#prod#2'
        """,
        ],
        """
        gto assign nn --version v0.0.1 --stage prod
        gto show nn --plain
        """,
    ),
    Scenario(
        "assign-simple",
        ONE_VERSION,
        """
        gto assign nn --stage prod --simple true
        gto assign nn --stage prod --simple true --force
        gto assign nn --stage dev --simple false
        gto assign nn --stage qa --simple auto
        gto show nn --json
        """,
    ),
    Scenario(
        "assign-registers-simply-whatever-simple-says",
        "commit c1",
        """
        gto assign nn --stage prod --simple false
        """,
    ),
    Scenario(
        "assign-counters-are-the-artifact-s-own",
        """
        commit c1
        tag nn@v0.0.1
        tag nn/sub@v0.0.1
        tag 'nn/sub#dev#8'
        tag 'nn#dev#2'
        tag 'nn#qa#41'
        tag 'mm@v0.0.1#90'
        """,
        """
        gto assign nn --stage prod
        gto assign nn/sub --stage prod
        gto assign mm --stage prod
        """,
    ),
    Scenario(
        "assign-counters-over-all-events",
        """
        commit c1
        tag 'nn@v0.0.1#5'
        tag 'nn#dev!#007'
        tag 'nn@deprecated#11'
        """,
        """
        gto assign nn --stage prod
        """,
    ),
    Scenario(
        "assign-skip-registration-first",
        "commit c1",
        "gto assign nn --stage prod --sr",
        "gto history --plain",
        "gto show --plain",
        "gto stages",
    ),
    Scenario(
        "assign-skip-registration-show",
        """
        commit c1
        tag nn@v0.0.1
        commit c2
        tag 'nn#prod#1'
        """,
        Differs(
            "Q2",
            "gto show nn --plain",
            """
            artifact    version    stage    created_at                 ref
            nn          v0.0.1              2022-01-01 00:02:00+00:00  nn@v0.0.1
            nn          83f5ddc    prod     2022-01-01 00:04:00+00:00  nn#prod#1
            """,
        ),
        Differs("Q2", "gto show 'nn#prod' --ref", "nn#prod#1"),
        """
        gto show --plain
        gto show --json
        gto show --ro --plain
        gto check-ref 'nn#prod#1'
        gto check-ref 'nn#prod#1' --version
        """,
    ),
    Scenario(
        "assign-skip-registration-twice",
        "commit c1\ntag 'nn#prod#1'",
        Differs(
            "Q2",
            "gto assign nn --stage prod --sr",
            saying("[stderr] ❌ Version '", "is already in stage 'prod'", "--force", "[exit 1]"),
        ),
        Differs("Q2", "refs", lambda answer: "nn#prod#2" not in answer),
    ),
    Scenario(
        "assign-skip-registration-on-a-registered-commit",
        ONE_VERSION,
        """
        gto assign nn --stage prod --sr
        gto assign nn HEAD --stage prod --skip-registration
        """,
    ),
    Scenario(
        "assign-skip-registration-with-version",
        TWO_VERSIONS,
        """
        gto assign nn HEAD --stage prod --sr --version v0.0.3
        gto assign nn --stage prod --sr --version v0.0.1
        gto assign nn --stage prod --sr --version v9.0.0
        """,
    ),
    Scenario(
        "assign-to-deregistered-version",
        [TWO_VERSIONS, "tag nn@v0.0.2!"],
        Differs("Q15", "gto assign nn --version v0.0.2 --stage prod", saying("[stderr] ❌ ", "v0.0.2", "[exit 1]")),
        Differs("Q15", "gto assign nn HEAD --stage prod", saying("[stderr] ❌ ", "v0.0.2", "[exit 1]")),
        Differs("Q15", "refs", lambda answer: "#prod" not in answer),
    ),
    Scenario(
        "assign-to-deregistered-version-by-force",
        [TWO_VERSIONS, "tag nn@v0.0.2!"],
        """
        gto assign nn --version v0.0.2 --stage prod --force
        gto show --plain
        """,
    ),
    Scenario(
        "assign-stage-names",
        ONE_VERSION,
        """
        gto assign nn --stage 'a b'
        gto assign nn --stage ''
        gto assign 'n n' --stage prod
        """,
        *(f'>>> api.assign(".", "nn", "{stage}", ref="HEAD").tag' for stage in STAGES),
        "gto show nn --stage",
    ),
    Scenario(
        "assign-without-a-stage",
        ONE_VERSION,
        """
        gto assign nn
        gto assign nn --version v0.0.1
        gto assign --stage prod
        """,
    ),
    Scenario(
        "assign-that-cannot-be-finished",
        [ONE_VERSION, "tag 'nn#prod'\ncommit c2"],
        Differs(
            "half-done",
            "gto assign nn HEAD --stage prod --simple true",
            "[stderr] ❌ tag 'nn#prod' already exists\n[exit 1]",
        ),
        Differs("half-done", "refs", lambda answer: "nn@v0.0.2" not in answer),
    ),
    Scenario(
        "assign-a-deprecated-artifact-revives-it",
        [ONE_VERSION, "tag nn@deprecated"],
        """
        gto show --plain
        gto assign nn --version v0.0.1 --stage prod
        gto show --plain
        gto show nn --plain
        """,
    ),
    Scenario(
        "assign-before-the-registration-in-time",
        """
        commit c1
        tag 'nn#prod#1'
        tag nn@v0.0.1
        """,
        """
        gto show nn --plain
        gto show --plain
        gto history --plain
        gto check-ref 'nn#prod#1'
        """,
    ),
    Scenario(
        "assign-quoting-of-the-push-hint",
        "commit c1",
        """
        gto assign some/dir:m --stage eu/west_1
        gto assign a-b --stage p --simple true
        gto register c+ HEAD
        """,
    ),
]
