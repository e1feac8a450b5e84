"""`gto stages`: which stages are allowed, and which are in use."""

from ..scenario import Scenario
from .samples import ONE_VERSION, SAMPLE, STAGED

SCENARIOS = [
    Scenario(
        "stages-in-use",
        SAMPLE,
        """
        gto stages
        gto stages --used
        gto stages --allowed
        gto stages --json
        gto stages --used --json
        gto stages --allowed --json
        """,
    ),
    Scenario(
        "stages-configured",
        [SAMPLE, "echo 'stages: [prod, dev, unused]' > .gto"],
        """
        gto stages
        gto stages --used
        gto stages --allowed
        gto stages --json
        gto stages --used --json
        gto stages --allowed --json
        gto show --plain
        gto show --json
        """,
    ),
    Scenario(
        "stages-configured-as-none",
        [STAGED, "echo 'stages: []' > .gto"],
        """
        gto stages
        gto stages --json
        gto stages --allowed --json
        gto stages --used
        gto show --plain
        gto assign nn --stage dev
        """,
    ),
    Scenario(
        "stages-after-unassign",
        [STAGED, "tag 'nn#prod!#3'"],
        """
        gto stages
        gto stages --json
        gto show --plain
        gto stages --used
        """,
    ),
    Scenario(
        "stages-of-unregistered-commits",
        "commit c1\ntag 'nn#dev'\ntag 'mm#prod'\ntag mm@deprecated",
        """
        gto stages
        gto show --plain
        gto show --ro --plain
        gto show --json --registered-only
        """,
    ),
    Scenario(
        "stages-in-the-order-of-letters",
        "commit c1\ntag nn@v0.0.1\n" + "\n".join(f"tag 'nn#{stage}'" for stage in ["b", "B", "a/c", "a-c", "10", "2"]),
        """
        gto stages
        gto show --plain
        gto show nn --stage
        """,
    ),
    Scenario(
        "stages-allowed-when-writing",
        [ONE_VERSION, "echo 'stages: [dev, prod]' > .gto"],
        """
        gto assign nn --stage dev
        gto assign nn --stage staging
        gto assign nn --stage 'a b'
        gto deprecate nn v0.0.1 staging
        gto deprecate nn v0.0.1 dev
        GTO_STAGES='["qa"]' gto assign nn --stage qa
        GTO_STAGES='["qa"]' gto assign nn --stage dev
        GTO_STAGES='["qa"]' gto stages
        """,
    ),
]
