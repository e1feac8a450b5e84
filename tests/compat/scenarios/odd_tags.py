"""Tags that no one should have made, and times that should not be."""

# a command is one line, as it is typed
# ruff: noqa: E501

from collections.abc import Callable

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, TWO_VERSIONS

HEALTHY = "name    latest\nnn      v0.0.1"
TAGGER = "tagger Jo Tester <jo@example.com> 1640995500 +0000"


def healthy_with_a_warning(tag: str) -> Callable[[str], bool]:
    return saying(HEALTHY, "[stderr] ⚠️", tag)


SCENARIOS = [
    Scenario(
        "tie-two-versions-in-a-stage",
        [TWO_VERSIONS, "tag 'nn#prod#1' HEAD~1\ntag_at_once 'nn#prod#2'"],
        Differs("Q3", "gto show 'nn#prod' --version", "v0.0.2"),
        Differs("Q3", "gto show --plain", "name    latest    #prod\nnn      v0.0.2    v0.0.2"),
        "gto stages",
    ),
    Scenario(
        "tie-two-versions-in-a-stage-the-other-way",
        [TWO_VERSIONS, "tag 'nn#prod#1'\ntag_at_once 'nn#prod#2' HEAD~1"],
        """
        gto show 'nn#prod' --version
        gto show --plain
        """,
    ),
    Scenario(
        "tie-assign-unassign-assign",
        [ONE_VERSION, "tag 'nn#prod#1'\ntag_at_once 'nn#prod!#2'\ntag_at_once 'nn#prod#3'"],
        Differs("Q3", "gto show 'nn#prod' --version", "v0.0.1"),
        Differs("Q3", "gto stages", "prod"),
        Differs("Q3", "gto history --plain", saying("nn#prod#3", "nn#prod!#2", "nn#prod#1", "nn@v0.0.1")),
    ),
    Scenario(
        "tie-unassign-wins-over-the-assignment-before",
        [ONE_VERSION, "tag 'nn#prod#1'\ntag_at_once 'nn#prod!#2'"],
        """
        gto show nn --plain
        gto history --plain
        gto stages
        """,
    ),
    Scenario(
        "tie-counters-nine-and-ten",
        [TWO_VERSIONS, "tag 'nn#prod#9' HEAD~1\ntag_at_once 'nn#prod#10'"],
        Differs("Q3", "gto show 'nn#prod' --version", "v0.0.2"),
        Differs("Q3", "gto history --asc --plain", saying("nn#prod#9\n", "nn#prod#10")),
    ),
    Scenario(
        "tie-of-different-kinds",
        """
        commit c1
        tag nn@v0.0.1
        tag_at_once 'nn#prod#1'
        tag_at_once mm@v0.0.1
        tag_at_once mm@v0.0.1!
        """,
        """
        gto show --plain
        gto show nn --plain
        gto history --plain
        gto history --asc --plain
        gto history --json | jq -r '.[].ref'
        """,
    ),
    Scenario(
        "tie-register-and-deprecate",
        "commit c1\ntag nn@v0.0.1\ntag_at_once nn@deprecated",
        """
        gto show --plain
        gto history --plain
        """,
    ),
    Scenario(
        "tie-by-counters-register-and-deprecate",
        "commit c1\ntag 'nn@v0.0.1#1'\ntag_at_once 'nn@deprecated#2'",
        Differs("Q3", "gto show", "Nothing found in the current workspace"),
    ),
    Scenario(
        "tie-two-commands-in-one-second",
        TWO_VERSIONS,
        Differs(
            "Q3",
            "gto assign nn --version v0.0.1 --stage prod > /dev/null; gto assign nn --version v0.0.2 --stage prod "
            "> /dev/null; gto deprecate nn v0.0.2 prod > /dev/null; gto assign nn --version v0.0.2 --stage prod "
            "> /dev/null; GIT_COMMITTER_DATE='1700000000 +0000' git tag -f -a -m x 'nn#prod#4' > /dev/null; "
            "gto show 'nn#prod' --version",
            "v0.0.2",
        ),
    ),
    Scenario(
        "clock-and-counter-disagree",
        [TWO_VERSIONS, "tag 'nn#prod#2' HEAD~1\ntag 'nn#prod#1'"],
        "gto show 'nn#prod' --version 2> /dev/null",
        "gto history --plain 2> /dev/null",
        Differs("warnings", "gto show --plain", saying("v0.0.2", "[stderr] ⚠️", "nn#prod#1", "nn#prod#2")),
    ),
    Scenario(
        "odd-created-tag",
        [ONE_VERSION, "tag nn@created\ntag mm@created#1"],
        Differs("Q5", "gto show --plain", saying(HEALTHY)),
        Differs("Q5", "gto history --plain", saying("nn@v0.0.1")),
        Differs("Q5", "gto stages", ""),
    ),
    Scenario(
        "odd-lightweight-created-tag",
        [ONE_VERSION, "light nn@created"],
        Differs("Q5", "gto show --plain", saying(HEALTHY)),
    ),
    Scenario(
        "odd-tag-without-tagger",
        [
            ONE_VERSION,
            """
        printf 'object %s\\ntype commit\\ntag nn@v0.0.2\\n\\nold\\n' "$(git rev-parse HEAD)" | raw nn@v0.0.2
        """,
        ],
        Differs("Q6", "gto show --plain", healthy_with_a_warning("nn@v0.0.2")),
        Differs(
            "Q6",
            "gto check-ref nn@v0.0.1 2> /dev/null",
            '✅  Version "v0.0.1" of artifact "nn" was registered',
        ),
        Differs("Q6", "gto doctor | tail -n +2", saying("nn@v0.0.2")),
    ),
    Scenario(
        "odd-tag-of-a-tree",
        [ONE_VERSION, "tag nn@v0.0.2 'HEAD^{tree}'"],
        Differs("Q6", "gto show --plain", healthy_with_a_warning("nn@v0.0.2")),
        Differs("Q6", "gto history --json 2> /dev/null | jq length", "1"),
    ),
    Scenario(
        "odd-tag-of-a-blob",
        [ONE_VERSION, "blob=$(echo text | git hash-object -w --stdin)\ntag nn@v0.0.2 $blob\ntag 'nn#prod' $blob"],
        Differs("Q6", "gto show --plain", healthy_with_a_warning("nn@v0.0.2")),
    ),
    Scenario(
        "odd-tag-of-missing-commit",
        [
            ONE_VERSION,
            f"""
        printf 'object 1111111111111111111111111111111111111111\\ntype commit\\ntag nn@v0.0.2\\n{TAGGER}\\n\\nx\\n' \\
            | raw nn@v0.0.2
        """,
        ],
        Differs("Q6", "gto show --plain", healthy_with_a_warning("nn@v0.0.2")),
    ),
    Scenario(
        "odd-tag-not-utf8",
        [
            ONE_VERSION,
            f"""
        printf 'object %s\\ntype commit\\ntag mm@v0.0.2\\n{TAGGER}\\n\\ncaf\\351\\n' "$(git rev-parse HEAD)" | raw mm@v0.0.2
        """,
        ],
        Differs("Q6", "gto show --plain", saying("nn      v0.0.1")),
    ),
    Scenario(
        "odd-tag-with-a-strange-date",
        [
            ONE_VERSION,
            """
        printf 'object %s\\ntype commit\\ntag mm@v0.0.2\\ntagger Jo <jo@example.com> 99999999999999 +0000\\n\\nx\\n' \\
            "$(git rev-parse HEAD)" | raw mm@v0.0.2
        """,
        ],
        Differs("Q6", "gto show --plain", saying("nn      v0.0.1")),
    ),
    Scenario(
        "odd-nested-tag",
        [
            ONE_VERSION,
            """
        git tag -a -m inner inner
        tag nn@v0.0.2 inner
        """,
        ],
        Differs("Q36", "gto history nn --json 2> /dev/null | jq -r '.[0].commit[:7]'", "d04cb5e"),
    ),
    Scenario(
        "odd-nested-stage-tag",
        [
            ONE_VERSION,
            """
        git tag -a -m inner inner
        tag 'nn#prod' inner
        """,
        ],
        Differs("Q36", "gto show --plain 2> /dev/null", "name    latest    #prod\nnn      v0.0.1    v0.0.1"),
        Differs("Q36", "gto check-ref 'nn#prod' --version 2> /dev/null", "v0.0.1"),
    ),
    Scenario(
        "odd-renamed-ref",
        [
            ONE_VERSION,
            'git update-ref refs/tags/nn@v0.0.5 "$(git rev-parse nn@v0.0.1)"\ngit tag -d nn@v0.0.1 > /dev/null',
        ],
        Differs("Q37", "gto show --plain 2> /dev/null", "name    latest\nnn      v0.0.5"),
        Differs("Q37", "gto check-ref nn@v0.0.5 --version 2> /dev/null", "v0.0.5"),
        Differs("Q37", "gto show --plain", saying("v0.0.5", "[stderr] ⚠️", "nn@v0.0.5")),
    ),
    Scenario(
        "odd-commit-newer-than-tags",
        """
        commit c1
        CLOCK=$((CLOCK - 6000))
        tag nn@v0.0.1
        tag nn@deprecated
        """,
        Differs("Q12", "gto show", "Nothing found in the current workspace"),
    ),
    Scenario(
        "odd-two-versions-on-one-commit",
        "commit c1\ntag nn@v0.0.1\ntag nn@v0.0.2\ntag mm@v0.0.1",
        """
        gto show --plain 2> /dev/null
        gto show nn --plain 2> /dev/null
        gto history --plain 2> /dev/null
        gto register nn
        gto assign nn --stage prod
        gto register mm
        """,
    ),
    Scenario(
        "odd-two-versions-on-one-commit-and-a-stage",
        "commit c1\ntag nn@v0.0.1\ntag nn@v0.0.2\ntag mm@v0.0.1\ntag 'nn#prod#1'\ncommit c2",
        Differs("Q4", "gto show --plain", saying("name    latest    #prod", "nn      v0.0.2    v0.0.2", "[stderr] ⚠️")),
        Differs("Q4", "gto show mm --version 2> /dev/null", "v0.0.1"),
        Differs("Q4", "gto check-ref 'nn#prod#1' --version 2> /dev/null", "v0.0.2"),
        Differs("Q4", "gto register mm 2> /dev/null", saying("Created git tag 'mm@v0.0.2' that registers version")),
        Differs("Q4", "refs", saying("refs/tags/mm@v0.0.2 ")),
    ),
    Scenario(
        "doctor-two-versions-on-a-commit",
        "commit c1\ntag nn@v0.0.1\ntag nn@v0.0.2",
        Differs("Q4", "gto doctor | tail -n +2", saying("nn@v0.0.1", "nn@v0.0.2")),
    ),
    Scenario(
        "odd-one-version-on-two-commits",
        "commit c1\ntag 'nn@v0.0.1#1'\ncommit c2\ntag 'nn@v0.0.1#2'\ncommit c3",
        """
        gto history --plain 2> /dev/null
        gto show --json 2> /dev/null
        gto assign nn --stage prod --version v0.0.1
        gto deprecate nn v0.0.1
        """,
    ),
    Scenario(
        "odd-lightweight-tags-are-no-events",
        "commit c1\nlight nn@v0.0.1\nlight 'nn#prod'\nlight nn@deprecated\nlight nn@v0.0.1!",
        """
        gto show 2> /dev/null
        gto history 2> /dev/null
        gto stages 2> /dev/null
        gto show nn 2> /dev/null
        gto print-state 2> /dev/null
        gto check-ref nn@v0.0.1 2> /dev/null
        """,
        Differs("warnings", "gto show", saying("Nothing found", "[stderr] ⚠️  tag 'nn#prod' is a lightweight tag")),
    ),
    Scenario(
        "odd-unassignment-without-an-assignment",
        [ONE_VERSION, "tag 'nn#prod!#1'\ntag 'nn#dev!'"],
        """
        gto show --plain
        gto show nn --plain
        gto show nn --json
        gto history --plain
        gto stages
        gto deprecate nn v0.0.1 prod
        """,
    ),
    Scenario(
        "odd-unassignment-of-an-unregistered-commit",
        [ONE_VERSION, "commit c2\ntag 'nn#prod!#1'"],
        Differs("Q2", "gto show nn --version", "v0.0.1\n83f5ddc"),
        """
        gto history --plain
        gto stages
        gto show --plain
        """,
    ),
    Scenario(
        "odd-deregistration-without-a-registration",
        "commit c1\ntag nn@v0.0.1!\ntag 'nn#prod'",
        """
        gto show --plain
        gto show nn
        gto show nn -d --plain
        gto history --plain
        gto register nn
        gto stages
        """,
    ),
    Scenario(
        "odd-deregistration-and-nothing-else",
        ["commit c0", "commit c1\ntag nn@v0.0.1!\ncommit c2"],
        """
        gto show --plain
        gto show nn
        gto history --plain
        gto show nn -d --json | jq -c '.[] | [.version, .is_active, .activated_at]'
        """,
        Differs("deregistered-only", "gto show nn -d --ref", "nn@v0.0.1!"),
        "gto register nn HEAD~1 --simple false",
    ),
    Scenario(
        "odd-deprecation-of-what-is-unknown",
        "commit c1\ntag nn@deprecated\ncommit c2",
        """
        gto show
        gto show -d --plain
        gto show -d --json
        gto show nn
        gto history --plain
        gto register nn
        """,
    ),
    Scenario(
        "odd-counters",
        "commit c1\ntag 'nn@v0.0.1#0'\ntag 'nn#dev#007'\ntag 'nn#1#8'\ntag 'nn#dev#99999999999'",
        """
        gto show --plain
        gto history --plain 2> /dev/null
        gto assign nn --stage prod
        """,
    ),
    Scenario(
        "show-unregistered-commit",
        "commit c1\ntag 'nn#prod#1'\ntag 'nn#dev#2'",
        Differs(
            "Q2",
            "gto show nn --plain",
            """
            artifact    version    stage      created_at                 ref
            nn          d04cb5e    dev, prod  2022-01-01 00:03:00+00:00  nn#dev#2
            """,
        ),
        Differs("Q2", "gto show nn --json | jq length", "1"),
        "gto show nn --json | jq -c '[.[].activated_at] | unique'",
        "gto show nn@latest --ref",
        """
        gto show --plain
        gto show --json
        gto stages
        """,
    ),
    Scenario(
        "show-registered-only-versions",
        [ONE_VERSION, "commit c2\ntag 'nn#prod#1'"],
        Differs("Q10", "gto show nn --ro --version", "v0.0.1"),
        """
        gto show --ro --plain
        gto show --registered-only --json
        gto show nn --ro --stage | sed -n 1p
        gto show 'nn#prod' --ro
        """,
    ),
    Scenario(
        "foreign-tags-change-nothing",
        [
            ONE_VERSION,
            """
        for name in v1.0.0 release/1 nn nn@1 nn@latest 'a=b=c@v1.0.0' 'x y' nn@v1 'é@v1.0.0'; do
            git tag -a -m foreign "$name" 2> /dev/null || true
        done
        git tag -a -m tree a-tree 'HEAD^{tree}'
        """,
        ],
        """
        gto show
        gto history
        gto stages
        gto doctor | tail -n +2
        gto register mm
        """,
    ),
    Scenario(
        "a-registry-of-other-tags-only",
        "commit c1\ntag v1.0.0\ntag release",
        """
        gto show
        gto history
        """,
    ),
]
