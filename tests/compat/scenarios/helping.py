"""Help: the headings and what is listed under them, not the words."""

# a command is one line, as it is typed
# ruff: noqa: E501

from ..scenario import Differs, Scenario, saying

COMMANDS = ["check-ref", "show", "history", "stages", "doctor", "register", "assign", "promote", "deprecate"]
HIDDEN = ["parse-tag", "print-state"]

SCENARIOS = [
    Scenario(
        "help-of-the-program",
        "true",
        """
        gto -h | sed -n 1p | cut -c1-21
        gto -h | grep -o '^  check-ref\\|^  show\\|^  history\\|^  stages\\|^  doctor\\|^  register\\|^  assign (promote)\\|^  deprecate'
        gto -h | grep '^Read the registry:$\\|^Modify artifacts:$'
        gto -h | grep -c 'parse-tag\\|print-state'
        gto --help | sed -n 1p | cut -c1-21
        """,
    ),
    Scenario(
        "cli-help-of-every-command",
        "true",
        *(f"gto {command} -h | grep -x 'Usage:.*\\|Arguments:\\|Options:'" for command in [*COMMANDS, *HIDDEN]),
    ),
    Scenario(
        "cli-help-read-commands",
        "true",
        Differs("Q19", "gto history -h | grep -A1 -e --ascending", saying("--ascending, --asc", "old")),
        Differs("Q18", "gto check-ref -h | grep '^  REF'", saying("REF", "reference")),
        Differs("Q18", "gto register -h | grep '^  NAME'", saying("NAME", "rtifact name")),
    ),
    Scenario(
        "help-needs-no-repository",
        "rm -rf .git; echo 'colour: red' > .gto",
        """
        gto register -h | sed -n 1p
        gto assign nn -h | sed -n 1p
        gto show --nix -h
        """,
    ),
    Scenario(
        "help-lists-more-commands-and-options",
        "true",
        Differs("commands", "gto -h | grep -o '^  describe'", "  describe"),
        Differs("options", "gto show -h | grep -o -e '--at'", saying("--at")),
        Differs("options", "gto register -h | grep -o -e '--dry-run'", saying("--dry-run")),
    ),
]
