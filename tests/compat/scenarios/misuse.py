"""Exit codes, and command lines that make no sense."""

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, SAMPLE

SCENARIOS = [
    Scenario(
        "misuse-of-the-program",
        ONE_VERSION,
        """
        gto nix
        gto --nix
        gto -x show
        gto shows
        gto SHOW
        gto --version show
        gto -v show --plain 2> /dev/null
        gto --verbose stages 2> /dev/null
        gto show --verbose
        gto --traceback show --plain
        gto --tb stages
        gto show --tb
        gto --json show
        """,
    ),
    Scenario(
        "misuse-of-commands",
        ONE_VERSION,
        """
        gto show a b
        gto show --nix
        gto show --sort name
        gto show --sort
        gto show --av x
        gto show --vs
        gto show --av 1.5
        gto history a b
        gto history --name
        gto check-ref
        gto check-ref a b
        gto check-ref --nix a
        gto stages a
        gto doctor a
        gto register
        gto register a b c
        gto register nn --simple maybe
        gto register nn --version
        gto assign
        gto assign nn
        gto assign nn --stage
        gto deprecate
        gto deprecate a b c d
        gto deprecate nn --simple yes
        gto parse-tag
        gto parse-tag a b
        gto parse-tag -r . a
        gto print-state a
        """,
    ),
    Scenario(
        "options-are-not-abbreviated",
        SAMPLE,
        """
        gto show --pla
        gto show --js
        gto show --assign 1
        gto register nn --bump-maj
        gto assign nn --stag prod
        gto history --ascend
        """,
    ),
    Scenario(
        "options-of-one-letter",
        SAMPLE,
        """
        gto show -d --plain
        gto show -dr .
        gto deprecate -d rf v1.2.3 production
        gto register nn -mtext
        gto register nn -r
        """,
    ),
    Scenario(
        "options-given-twice",
        SAMPLE,
        """
        gto show --av 0 --av -1 --plain
        gto show --json --json
        gto show -r nowhere -r . --name
        """,
    ),
    Scenario(
        "options-that-look-like-values",
        "commit c1\ncommit c2",
        """
        gto register nn -m --force
        gto register nn -m -x HEAD~1
        gto register -- nn
        gto register -- -x
        gto assign nn --stage -x
        gto show --version=1
        gto show --json=true
        """,
    ),
    Scenario(
        "gto-alone-is-misuse",
        "true",
        """
        gto > /dev/null 2>&1
        gto 2> /dev/null
        gto 2>&1 > /dev/null | sed -n 1p | cut -c1-21
        gto -h | sed -n 1p | cut -c1-21
        """,
    ),
    Scenario(
        "values-of-sort-and-simple-in-capitals",
        ONE_VERSION,
        """
        gto show --sort Timestamp
        gto show --sort SEMVER
        gto register nn --simple TRUE
        gto register nn --simple ''
        """,
    ),
    Scenario(
        "traceback-keeps-the-exit-code",
        SAMPLE,
        """
        gto --traceback show nix 2> /dev/null
        gto --tb parse-tag nix 2> /dev/null
        """,
    ),
    Scenario(
        "verbose-says-more-on-stderr",
        SAMPLE,
        Differs("Q16", "gto -v show --plain", saying("rf", "[stderr] ")),
    ),
    Scenario(
        "ambitious-options-of-older-releases",
        SAMPLE,
        """
        gto latest rf
        gto which rf production
        gto ls
        gto show -a
        gto show -A
        gto show --all-branches
        gto history --all-commits
        """,
    ),
    Scenario(
        "commands-of-older-releases",
        SAMPLE,
        Differs("commands", "gto describe rf", lambda answer: "Usage:" not in answer),
        Differs("commands", "gto annotate rf --type model", lambda answer: "Usage:" not in answer),
        Differs("commands", "gto remove rf", lambda answer: "Usage:" not in answer),
    ),
]
