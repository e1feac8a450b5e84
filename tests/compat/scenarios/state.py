"""`gto print-state`: everything, for programs."""

from ..scenario import Differs, Scenario
from .samples import SAMPLE, STAGED

SCENARIOS = [
    Scenario("print-state", SAMPLE, "gto print-state"),
    Scenario(
        "print-state-with-every-event",
        [
            STAGED,
            """
        tag 'nn#prod!#3'
        tag nn@v0.0.2!
        tag 'nn@v0.0.2#4'
        tag nn@deprecated
        tag mm@v1.0.0-rc.1
        tag 'mm#eu/west'
        """,
        ],
        """
        gto print-state
        gto show --json
        gto show -d --json
        gto show nn --json
        gto show nn -d --json
        """,
    ),
    Scenario(
        "print-state-of-an-unregistered-commit",
        "commit c1\ntag 'nn#dev#1'",
        Differs(
            "Q2",
            "gto print-state | jq -c '.artifacts.nn.versions[] | [.version, (.stages | keys)]'",
            '["d04cb5e27074842b374e62c7052534427325c016",["dev"]]',
        ),
    ),
    Scenario(
        "order-of-keys-is-the-order-of-meeting",
        """
        commit c1
        tag zz@v0.0.1
        tag aa@v0.0.2
        commit c2
        tag aa@v0.0.1
        tag 'bb#dev'
        tag zz@v0.0.2
        tag cc@deprecated
        """,
        """
        gto show --json | jq -c 'keys_unsorted'
        gto print-state | jq -c '.artifacts | keys_unsorted'
        gto print-state | jq -c '.artifacts.aa.versions[].version'
        gto show -d --json | jq -c 'keys_unsorted'
        """,
    ),
]
