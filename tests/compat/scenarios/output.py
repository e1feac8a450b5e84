"""The looks of an answer: width, colour, escapes, streams."""

from ..scenario import Differs, Scenario
from .samples import SAMPLE

LONG = "a-name-that-is-long-enough-to-reach-the-end-of-a-line-by-itself-and-then-some"

SCENARIOS = [
    Scenario(
        "cli-narrow-output-wraps",
        f"commit c1\ntag {LONG}@v0.0.1",
        Differs(
            "Q9",
            f"unset COLUMNS; gto check-ref {LONG}@v0.0.1",
            f'✅  Version "v0.0.1" of artifact "{LONG}" was registered',
        ),
        Differs(
            "Q9",
            f"unset COLUMNS; gto assign {LONG} --stage prod",
            f"""
            Created git tag '{LONG}#prod#1' that assigns stage to version 'v0.0.1'
            To push the changes upstream, run:
                git push origin '{LONG}#prod#1'
            """,
        ),
        Differs("Q9", f"unset COLUMNS; gto show {LONG}x", f"[stderr] ❌ Cannot find artifact '{LONG}x'\n[exit 1]"),
        f"unset COLUMNS; gto show {LONG}",
        "unset COLUMNS; gto history --plain",
    ),
    Scenario(
        "no-escape-codes-in-a-pipe",
        SAMPLE,
        """
        gto show | grep -c "$(printf '\\033')"
        gto show nix 2>&1 | grep -c "$(printf '\\033')"
        gto check-ref rf@v1.2.3 | grep -c "$(printf '\\033')"
        gto -h | grep -c "$(printf '\\033')"
        NO_COLOR=1 gto check-ref rf@v1.2.3
        """,
    ),
    Scenario(
        "streams",
        SAMPLE,
        """
        gto show 2> /dev/null
        gto show nix 2> /dev/null
        gto show nix > /dev/null
        gto show --nix 2> /dev/null
        gto register nn HEAD 2> /dev/null
        """,
    ),
    Scenario(
        "json-escapes-what-is-not-ascii",
        """
        git config user.name 'Žofie "Z" ☃'
        commit 'Zürich \U0001f600'
        tag nn@v0.0.1 HEAD 'tab	and \\ backslash and \U0001f600'
        """,
        """
        gto history --json
        gto show nn --json
        gto check-ref nn@v0.0.1 --json
        gto print-state
        """,
    ),
    Scenario(
        "columns-as-wide-as-they-need",
        """
        commit c1
        tag a@v0.0.1
        tag 'a#x'
        tag bbbbbbbbbbbbbbbbbbbbbbbbbbbb@v0.0.1
        tag 'bbbbbbbbbbbbbbbbbbbbbbbbbbbb#a-very-long-stage-name'
        """,
        """
        gto show
        gto show --plain
        gto show a
        gto history
        """,
    ),
]
