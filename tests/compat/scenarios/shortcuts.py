"""`NAME@latest`, `NAME@vX.Y.Z`, `NAME#STAGE`: one question about one artifact."""

from ..scenario import Scenario
from .samples import SAMPLE, STAGED

SCENARIOS = [
    Scenario(
        "shortcut-latest",
        SAMPLE,
        """
        gto show rf@latest
        gto show rf@greatest --plain
        gto show rf@latest --json
        gto show rf@latest --ref
        gto show rf@greatest --version
        gto show rf@latest --stage
        gto show some/dir:deep/model@latest --ref
        gto show rf@LATEST
        """,
    ),
    Scenario(
        "shortcut-version",
        SAMPLE,
        """
        gto show rf@v1.2.3
        gto show rf@v1.2.3 --ref
        gto show rf@v1.2.3 --json
        gto show rf@v9.9.9
        gto show rf@v9.9.9 --json
        gto show rf@v9.9.9 --ref
        gto show rf@1.2.3
        gto show rf@v1.2
        """,
    ),
    Scenario(
        "shortcut-stage",
        SAMPLE,
        """
        gto show 'rf#production'
        gto show 'rf#production' --version
        gto show 'rf#production' --json
        gto show 'rf#production' --ref
        gto show 'rf#nostage'
        gto show 'rf#nostage' --json
        gto show 'rf#nostage' --version
        gto show 'some/dir:deep/model#production' --plain
        """,
    ),
    Scenario(
        "shortcut-of-an-unknown-artifact",
        SAMPLE,
        """
        gto show nix@latest
        gto show nix@v1.0.0 --json
        gto show 'nix#prod'
        """,
    ),
    Scenario(
        "shortcut-latest-of-prereleases",
        """
        commit c1
        for version in v1.0.0-alpha v1.0.0-alpha.1 v1.0.0-beta.2 v1.0.0-beta.11 v1.0.0-rc.1; do
            commit "$version"
            tag "nn@$version"
        done
        """,
        """
        gto show nn@latest --version
        gto show nn --version
        gto show nn@v1.0.0-beta.2 --plain
        gto show --json
        """,
    ),
    Scenario(
        "shortcut-stage-moved-and-taken-back",
        [
            STAGED,
            """
        tag 'nn#prod#3' HEAD~1
        tag 'nn#prod!#4' HEAD~1
        """,
        ],
        """
        gto show 'nn#prod' --version
        gto show 'nn#prod' --vs -1 --version
        gto show nn --plain
        gto show --plain
        """,
    ),
    Scenario(
        "shortcut-when-everything-is-deregistered",
        """
        commit c1
        tag nn@v0.0.1
        tag nn@v0.0.1!
        """,
        """
        gto show nn@latest
        gto show nn@v0.0.1 --json
        gto show nn@latest -d --ref
        gto show nn@v0.0.1 -d --plain
        """,
    ),
    Scenario(
        "shortcut-named-like-a-keyword",
        """
        commit c1
        tag latest@v0.0.1
        tag 'latest#latest'
        tag HEAD@v0.0.2
        """,
        """
        gto show latest
        gto show latest@latest --ref
        gto show 'latest#latest' --version
        gto show HEAD --ref
        """,
    ),
]
