"""`gto show` and `gto history` in a registry where nothing is odd."""

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, SAMPLE, STAGED

SCENARIOS = [
    Scenario(
        "show-registry",
        SAMPLE,
        """
        gto show
        gto show --plain
        gto show --json
        gto show --name
        """,
    ),
    Scenario(
        "show-registry-columns-that-are-not-there",
        SAMPLE,
        """
        gto show --version
        gto show --stage
        gto show --ref
        """,
    ),
    Scenario(
        "show-registry-versions-per-stage",
        SAMPLE,
        """
        gto show --vs -1 --plain
        gto show --vs -1 --json
        gto show --vs 0 --plain
        gto show --versions-per-stage=2 --plain
        gto show rf --vs -1
        gto show 'rf#production' --vs -1 --version
        """,
    ),
    Scenario(
        "show-artifact",
        SAMPLE,
        """
        gto show rf
        gto show rf --plain
        gto show rf --json
        gto show some/dir:deep/model
        gto show some/dir=deep/model
        gto show nn --json
        """,
    ),
    Scenario(
        "show-artifact-columns",
        SAMPLE,
        """
        gto show rf --ref
        gto show rf --version
        gto show rf --stage
        gto show rf --name
        """,
    ),
    Scenario(
        "show-unknown-artifact",
        SAMPLE,
        """
        gto show nix
        gto show nix --json
        gto show 'rf#production#3'
        gto show rf@v1.2.3#1
        gto show rf@
        gto show 'rf#'
        gto show ''
        """,
    ),
    Scenario(
        "show-empty-registry",
        "commit c1",
        """
        gto show
        gto show --plain
        gto show --json
        gto show --version
        gto history
        gto history --json
        gto stages
        """,
    ),
    Scenario(
        "repository-without-a-commit",
        "true",
        """
        gto show
        gto show --json
        gto history
        gto stages --json
        gto check-ref nn@v0.0.1
        gto print-state
        """,
    ),
    Scenario(
        "show-sorted-by-semver",
        SAMPLE,
        """
        gto show --sort semver
        gto show rf --sort semver
        gto show rf --sort semver --json
        gto show 'rf#production' --sort semver --version
        gto show 'rf#production' --sort semver --vs -1 --version
        """,
    ),
    Scenario(
        "show-many-stages-of-one-version",
        """
        commit c1
        tag nn@v0.0.1
        tag 'nn#prod#1'
        tag 'nn#dev#2'
        tag 'nn#a#3'
        commit c2
        tag nn@v0.0.2
        tag 'nn#dev#4'
        tag 'nn#b#5' HEAD~1
        """,
        """
        gto show
        gto show nn
        gto show nn --json
        gto show nn --stage
        gto show nn --vs -1 --plain
        """,
    ),
    Scenario(
        "show-assignments-per-version",
        """
        commit c1
        tag nn@v0.0.1
        tag 'nn#dev#1'
        tag 'nn#staging#2'
        tag 'nn#prod#3'
        """,
        "gto show nn --av -1 --stage",
        "gto show nn --av 3 --stage",
        Differs("Q11", "gto show nn --av 1 --stage", "prod"),
        Differs("Q11", "gto show nn --av 2 --stage", "prod, staging"),
        Differs(
            "Q11",
            "gto show --assignments-per-version 1 --plain",
            """
            name    latest    #dev    #prod    #staging
            nn      v0.0.1    -       v0.0.1   -
            """,
        ),
        "gto show nn --av 0 --stage",
        "gto show --av -2",
        "gto show nn --vs -2",
    ),
    Scenario(
        "show-kanban",
        """
        commit c1
        tag nn@v0.0.1
        tag 'nn#dev#1'
        commit c2
        tag nn@v0.0.2
        tag 'nn#dev#2'
        tag 'nn#prod#3'
        tag 'nn#prod#4' HEAD~1
        """,
        Differs(
            "Q11",
            "gto show --av 1 --vs -1 --plain",
            """
            name    latest    #dev    #prod
            nn      v0.0.2    -       v0.0.1, v0.0.2
            """,
        ),
        Differs("Q11", "gto show nn --av 1 --vs -1 --stage", "prod\nprod"),
    ),
    Scenario(
        "show-registry-with-many-artifacts",
        """
        commit c1
        for name in b B a a/c a-c a_c 10 2 Z z x:y; do
            tag "$(echo $name | tr : =)@v0.0.1"
        done
        """,
        """
        gto show --name
        gto show --plain
        gto show --json
        """,
    ),
    Scenario(
        "show-registry-prerelease",
        """
        commit c1
        tag nn@v1.0.0
        commit c2
        tag nn@v2.0.0-rc.1
        tag 'nn#prod#1'
        """,
        Differs(
            "Q1",
            "gto show --plain",
            """
            name    latest       #prod
            nn      v2.0.0-rc.1  v2.0.0-rc.1
            """,
        ),
        """
        gto show --json
        gto show nn --plain
        gto show nn@latest --version
        """,
    ),
    Scenario(
        "show-registry-long-version",
        """
        commit c1
        tag nn@v10.20.30
        tag 'nn#prod#1'
        """,
        Differs(
            "Q1",
            "gto show",
            """
            ╒════════╤═══════════╤═══════════╕
            │ name   │ latest    │ #prod     │
            ╞════════╪═══════════╪═══════════╡
            │ nn     │ v10.20.30 │ v10.20.30 │
            ╘════════╧═══════════╧═══════════╛
            """,
        ),
        "gto show --json",
        "gto show nn",
    ),
    Scenario(
        "show-numeric-names",
        """
        commit c1
        tag 007@v0.0.1
        tag '007#1'
        tag 1e5@v0.0.1
        """,
        Differs(
            "Q26",
            "gto show --plain",
            """
            name    latest    #1
            007     v0.0.1    v0.0.1
            1e5     v0.0.1    -
            """,
        ),
        Differs("Q26", "gto show 007", saying("│ 007        │ v0.0.1    │ 1       │")),
        Differs("Q26", "gto history --plain", saying("1e5", "007", "007")),
        """
        gto show --json
        gto show --name
        gto history --json
        gto show 007 --stage
        """,
    ),
    Scenario(
        "history-of-everything",
        """
        commit c1
        tag nn@v0.0.1
        commit c2
        tag rf@v1.0.0
        tag nn@v0.0.2
        tag 'nn#prod#3'
        tag 'nn#prod!#4'
        tag nn@v0.0.2!
        tag nn@deprecated
        """,
        """
        gto history
        gto history --json
        gto history --ascending --plain
        gto history nn --plain
        gto history rf --json
        gto history nix
        gto history nix --json
        gto history nn@latest
        """,
    ),
    Scenario(
        "history-sample",
        SAMPLE,
        """
        gto history --asc --plain
        gto history --json | jq -r '.[].ref'
        gto history some/dir:deep/model --plain
        gto history ''
        """,
    ),
    Scenario(
        "history-of-an-unregistered-commit",
        """
        commit c1
        tag 'nn#dev#1'
        tag 'nn#dev!#2'
        """,
        """
        gto history
        gto history --json
        gto history nn --plain
        """,
    ),
    Scenario(
        "history-messages-and-people",
        """
        commit c1
        git config user.name 'Ada Müller'
        git config user.email ada@example.com
        tag nn@v0.0.1 HEAD '
          A message with a blank line,

        two paragraphs, "quotes" and ümläuts ✓   '
        GIT_COMMITTER_NAME='Bo "B" Li' GIT_COMMITTER_EMAIL=bo@example.com tag 'nn#prod'
        """,
        """
        gto history --json
        gto show nn --json
        gto check-ref nn@v0.0.1 --json
        gto print-state
        """,
    ),
    Scenario(
        "times-keep-their-own-zone",
        """
        commit c1
        export GIT_COMMITTER_DATE='1641000000 +0530'
        tag_at_once nn@v0.0.1
        export GIT_COMMITTER_DATE='1641000060 -0800'
        tag_at_once 'nn#prod'
        commit c2
        """,
        """
        gto history
        gto history --json
        gto show nn
        gto show nn --json
        """,
    ),
    Scenario(
        "numbers-and-flags-in-any-place",
        SAMPLE,
        """
        gto show --plain rf
        gto show rf --plain
        gto show -- rf --plain
        gto show --repo=. rf --plain
        gto show -r . rf --version
        gto show -r. rf --version
        gto history --plain --asc -r . nn
        """,
    ),
    Scenario(
        "two-output-formats",
        ONE_VERSION,
        *(
            Differs("Q7", command, saying(sentence, "[exit 1]"))
            for command, sentence in [
                ("gto show --json --plain", "[stderr] ❌ Only one output format allowed"),
                ("gto show --name --ref", "[stderr] ❌ Only one output format allowed"),
                ("gto show nn --stage --version", "[stderr] ❌ Only one output format allowed"),
                (
                    "gto check-ref nn@v0.0.1 --name --stage",
                    "[stderr] ❌ Only one output formatting flags is allowed",
                ),
                ("gto stages --allowed --used", '[stderr] ❌ Either "allowed" or "used" can be set'),
                ("gto history --json --plain", "[stderr] ❌ Only one output format allowed"),
            ]
        ),
    ),
    Scenario(
        "reading-changes-nothing",
        STAGED,
        """
        gto show > /dev/null; gto history > /dev/null; gto stages; git status --short
        """,
    ),
    Scenario(
        "show-from-elsewhere",
        [
            STAGED,
            """
        mkdir -p sub/deep
        git worktree add -q ../linked
        git clone -q --bare . ../bare.git
        git -C ../bare.git remote remove origin
        """,
        ],
        """
        gto show -r .git --plain
        gto show -r sub --plain
        cd sub/deep && gto show --plain
        cd sub && gto show -r .. --plain
        gto show -r ../linked --plain
        gto show -r ../bare.git --plain
        cd / && gto show -r "$ROOT/repo" --plain
        """,
    ),
    Scenario(
        "not-a-repository",
        "rm -rf .git",
        Differs("Q8", "gto show", "[stderr] ❌ No Git repo found in '.'\n[exit 1]"),
        Differs("Q8", "gto history -r .", "[stderr] ❌ No Git repo found in '.'\n[exit 1]"),
        Differs("Q8", "gto check-ref nn@v0.0.1", "[stderr] ❌ No Git repo found in '.'\n[exit 1]"),
        Differs("Q8", "gto register nn", "[stderr] ❌ No Git repo found in '.'\n[exit 1]"),
        Differs("Q8", "gto show -r no/such/path", "[stderr] ❌ No Git repo found in 'no/such/path'\n[exit 1]"),
        Differs("Q8", "gto stages -r no-such-path", "[stderr] ❌ No Git repo found in 'no-such-path'\n[exit 1]"),
        "gto parse-tag nn@v0.0.1",
        "gto --version | cut -c1-15",
    ),
]
