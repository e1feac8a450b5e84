"""`gto deprecate`: an artifact deprecated, a version deregistered, a stage unassigned."""

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, SAMPLE, STAGED, TWO_VERSIONS

SCENARIOS = [
    Scenario(
        "deprecate-artifact",
        TWO_VERSIONS,
        """
        gto deprecate nn
        gto show
        gto show -d
        gto show --deprecated --json
        gto show nn
        gto show nn -d --plain
        gto show nn --json
        gto show nn@latest
        gto history --plain
        gto stages
        """,
    ),
    Scenario(
        "deprecate-artifact-twice",
        ONE_VERSION,
        """
        gto deprecate nn -m 'no longer needed'
        gto deprecate nn
        gto deprecate nn --delete
        gto deprecate nn --force
        gto deprecate nn --force --simple true
        gto deprecate nn --force --simple false
        """,
    ),
    Scenario(
        "deprecate-unknown-artifact",
        ONE_VERSION,
        """
        gto deprecate nix
        gto deprecate nix v0.0.1
        gto deprecate nix v0.0.1 prod
        gto deprecate nix --delete
        gto deprecate 'n x'
        gto deprecate nix --force
        """,
    ),
    Scenario(
        "deprecate-artifact-at-a-revision",
        [TWO_VERSIONS, "commit c3"],
        """
        gto deprecate nn --ref HEAD~2
        """,
    ),
    Scenario(
        "deprecate-artifact-where-its-newest-event-is",
        [STAGED, "tag 'nn#qa#3' HEAD~1\ncommit c3"],
        """
        gto deprecate nn
        """,
    ),
    Scenario(
        "deprecate-artifact-at-an-unknown-revision",
        ONE_VERSION,
        """
        gto deprecate nn --ref nix
        """,
    ),
    Scenario(
        "deprecate-artifact-and-revive",
        [ONE_VERSION, "tag nn@deprecated\ncommit c2"],
        """
        gto show --plain
        gto register nn
        gto show --plain
        gto deprecate nn --simple true
        gto deprecate nn --force
        gto show --plain
        """,
    ),
    Scenario(
        "deprecate-artifact-again-after-revival",
        [
            ONE_VERSION,
            """
        tag nn@deprecated
        commit c2
        tag nn@v0.0.2
        """,
        ],
        Differs("Q14", "gto deprecate nn", saying("Created git tag 'nn@deprecated#1' that deprecates artifact")),
        Differs("Q14", "gto show", "Nothing found in the current workspace"),
        Differs("Q14", "refs", saying("refs/tags/nn@deprecated#1 ")),
    ),
    Scenario(
        "deprecate-artifact-delete",
        SAMPLE,
        """
        gto deprecate rf --delete
        gto show --plain
        """,
    ),
    Scenario(
        "deprecate-artifact-delete-packed-tags",
        [TWO_VERSIONS, "git pack-refs --all"],
        """
        gto deprecate nn -d
        git for-each-ref refs/tags
        """,
    ),
    Scenario(
        "deprecate-artifact-known-by-a-stage-only",
        "commit c1\ntag 'nn#dev#1'",
        """
        gto deprecate nn
        gto show -d --plain
        gto show
        """,
    ),
    Scenario(
        "deregister",
        STAGED,
        """
        gto deprecate nn v0.0.2
        gto show --plain
        gto show nn --plain
        gto show nn -d --plain
        gto show nn -d --json
        gto show nn@latest --ref
        gto show 'nn#prod'
        gto history --plain
        gto stages
        """,
    ),
    Scenario(
        "deregister-all-versions",
        [ONE_VERSION, "tag 'nn#prod#1'"],
        """
        gto deprecate nn v0.0.1
        gto show --plain
        gto show --json
        gto show nn
        gto show -d --plain
        gto show nn -d --plain
        gto stages
        gto stages --used
        """,
    ),
    Scenario(
        "deregister-unknown-version",
        TWO_VERSIONS,
        """
        gto deprecate nn v9.9.9
        gto deprecate nn v9.9.9 --force
        gto deprecate nix v0.0.1
        gto deprecate nn latest
        """,
    ),
    Scenario(
        "deregister-messages",
        TWO_VERSIONS,
        """
        gto deprecate nn v0.0.1 -m 'bad data'
        gto deprecate nn v0.0.2 --simple false
        gto history --json | jq -r '.[].message'
        """,
    ),
    Scenario(
        "deregister-twice",
        [TWO_VERSIONS, "tag nn@v0.0.2!"],
        """
        gto deprecate nn v0.0.2
        gto deprecate nn v0.0.2 --delete
        gto deprecate nn v0.0.2 --force --simple false
        """,
    ),
    Scenario(
        "deregister-twice-by-force",
        [TWO_VERSIONS, "tag nn@v0.0.2!"],
        Differs(
            "Q14",
            "gto deprecate nn v0.0.2 --force",
            saying("Created git tag 'nn@v0.0.2!#1' that deregisters version"),
        ),
        Differs("Q14", "refs", saying("refs/tags/nn@v0.0.2!#1 ")),
    ),
    Scenario(
        "deregister-again-after-registering-again",
        [TWO_VERSIONS, "tag nn@v0.0.2!\ntag 'nn@v0.0.2#1'"],
        "gto deprecate nn v0.0.2 --simple true",
        Differs(
            "Q14",
            "gto deprecate nn v0.0.2",
            saying("Created git tag 'nn@v0.0.2!#2' that deregisters version"),
        ),
        Differs("Q14", "refs", saying("refs/tags/nn@v0.0.2!#2 ")),
    ),
    Scenario(
        "deregister-delete",
        STAGED,
        """
        gto deprecate nn v0.0.2 --delete
        gto show --plain
        gto deprecate nn v0.0.2 --delete
        """,
    ),
    Scenario(
        "unassign",
        STAGED,
        """
        gto deprecate nn v0.0.2 prod
        gto show --plain
        gto show nn --plain
        gto show nn --json
        gto history --plain
        gto show 'nn#prod'
        """,
    ),
    Scenario(
        "unassign-twice-makes-another-tag",
        STAGED,
        """
        gto deprecate nn v0.0.2 prod -m 'not good'
        gto deprecate nn v0.0.2 prod
        gto deprecate nn v0.0.2 prod --force
        """,
    ),
    Scenario(
        "unassign-what-was-never-assigned",
        STAGED,
        """
        gto deprecate nn v0.0.2 dev
        gto deprecate nn v0.0.2 nix
        gto deprecate nn v0.0.2 dev --force
        gto deprecate nn v0.0.2 'a b'
        gto deprecate nn v9.0.0 dev
        gto deprecate nix v0.0.2 dev
        gto deprecate nn v0.0.1 prod --delete
        """,
    ),
    Scenario(
        "unassign-simple",
        STAGED,
        """
        gto deprecate nn v0.0.2 prod --simple true
        gto deprecate nn v0.0.2 prod --simple true
        gto deprecate nn v0.0.1 dev --simple false
        """,
    ),
    Scenario(
        "unassign-delete",
        [STAGED, "tag 'nn#prod!#3'\ntag 'nn#prod#4'"],
        """
        gto deprecate nn v0.0.2 prod --delete
        gto deprecate nn v0.0.2 prod --delete --force
        gto show --plain
        """,
    ),
    Scenario(
        "unassign-the-newest-gives-back-the-one-before",
        [STAGED, "tag 'nn#dev#3'"],
        """
        gto show --plain
        gto deprecate nn v0.0.2 dev
        gto show --plain
        gto show nn --stage
        """,
    ),
    Scenario(
        "unassign-an-unregistered-commit",
        "commit c1\ntag 'nn#dev#1'",
        """
        gto deprecate nn "$(git rev-parse HEAD)" dev
        gto deprecate nn v0.0.1 dev
        """,
    ),
    Scenario(
        "deprecated-artifact-keeps-its-stages-in-use",
        [STAGED, "tag nn@deprecated"],
        """
        gto stages
        gto stages --used --json
        gto show -d
        gto show -d --json
        gto show
        """,
    ),
    Scenario(
        "deprecated-artifact-among-others",
        [SAMPLE, "tag nn@deprecated"],
        """
        gto show --plain
        gto show -d --plain
        gto show --name -d
        gto check-ref nn@deprecated --json
        gto check-ref nn@deprecated --version
        gto check-ref nn@deprecated --event
        """,
    ),
]
