"""How versions are ordered, bumped and cut down to what people see."""

from ..scenario import Differs, Scenario
from .samples import ONE_VERSION, TWO_VERSIONS

NO_VERSIONS = ["1.0.0", "v1.0", "V1.0.0", "v01.0.0", "v1.0.0.0", "v1.0.0 ", "latest", "v1.0.0-01"]

SCENARIOS = [
    Scenario(
        "versions-in-order",
        """
        for version in v1.9.0 v1.10.0 v1.2.0 v10.0.0 v2.0.0 v1.10.0-rc.1 v0.0.9; do
            commit "$version"
            tag "nn@$version"
        done
        """,
        """
        gto show nn --version
        gto show nn@latest --version
        gto show nn --plain
        gto show --json
        """,
    ),
    Scenario(
        "versions-with-build-metadata",
        """
        for version in v1.0.0+b.2 v1.0.0+b.1 v1.0.0-rc.1+x v1.0.0; do
            commit "$version"
            tag "nn@$version"
        done
        """,
        """
        gto show nn@v1.0.0+b.2 --ref
        gto show nn@v1.0.0 --ref
        gto show nn --version | sort
        gto history nn --plain
        gto parse-tag nn@v1.0.0-rc.1+x
        gto register nn HEAD~1
        """,
    ),
    Scenario(
        "bump-each-part",
        """
        commit c1
        tag nn@v1.2.3
        commit c2
        commit c3
        commit c4
        commit c5
        """,
        """
        gto register nn HEAD~3
        gto register nn HEAD~2 --bump-minor
        gto register nn HEAD~1 --bump-major
        gto register nn --bump-patch
        gto show nn --version
        """,
    ),
    Scenario(
        "bump-from-a-prerelease",
        """
        commit c1
        tag nn@v2.1.0-rc.1
        tag mm@v2.2.0-rc.1+b1
        tag kk@v3.0.0-beta
        commit c2
        """,
        """
        gto register nn
        gto register mm --bump-minor
        gto register kk --bump-major
        """,
    ),
    Scenario(
        "bump-the-first-version",
        "commit c1",
        """
        gto register nn --bump-major
        gto register nn --bump-minor
        gto register nn --bump-patch
        gto register nn
        """,
    ),
    Scenario(
        "version-lower-than-the-latest",
        """
        commit c1
        tag nn@v2.0.0
        commit c2
        commit c3
        """,
        """
        gto register nn HEAD~1 --version v1.0.0
        gto show nn --version
        gto register nn
        gto show nn@latest --version
        """,
    ),
    Scenario(
        "version-and-bump-together",
        [ONE_VERSION, "commit c2"],
        """
        gto register nn --version v1.0.0 --bump-major
        gto register nn --bump-minor --bump-patch
        gto register nn --bump-major --bump-minor --bump-patch
        """,
    ),
    Scenario(
        "version-that-is-no-version",
        [ONE_VERSION, "commit c2"],
        """
        gto register nn --version 1.0.0
        gto assign nn --stage prod --version 1.0
        gto deprecate nn 0.0.1
        gto deprecate nn v0.0.1#1
        """,
        *(f'>>> api.register(".", "nn", "HEAD", version="{version}")' for version in NO_VERSIONS),
    ),
    Scenario(
        "version-left-empty",
        [ONE_VERSION, "commit c2"],
        """
        gto register nn --version ''
        gto show nn --version
        """,
    ),
    Scenario(
        "versions-of-a-size",
        """
        commit c1
        tag nn@v99999999999999999999.0.0
        tag mm@v20240131.0.1
        commit c2
        """,
        """
        gto register nn
        gto register mm
        gto show nn@latest --version
        gto show mm --version
        """,
    ),
    Scenario(
        "bump-skips-nothing-when-all-is-active",
        [TWO_VERSIONS, "commit c3"],
        """
        gto register nn
        gto register mm HEAD~1
        gto show nn --ref
        """,
    ),
    Scenario(
        "bump-onto-a-deregistered-number",
        [
            TWO_VERSIONS,
            """
        tag nn@v0.0.2!
        commit c3
        """,
        ],
        Differs(
            "Q14",
            "gto register nn",
            """
            Created git tag 'nn@v0.0.3' that registers version
            To push the changes upstream, run:
                git push origin nn@v0.0.3
            """,
        ),
        Differs("Q14", "gto show nn --version", "v0.0.3\nv0.0.1"),
        Differs("Q14", "refs", lambda answer: "refs/tags/nn@v0.0.3 " in answer),
    ),
]
