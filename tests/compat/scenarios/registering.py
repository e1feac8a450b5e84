"""`gto register`: a version for a commit."""

# a command is one line, as it is typed

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, TWO_VERSIONS

REFUSED = [
    "_a",
    "a_",
    "a-",
    "m/",
    "/m",
    "a.b",
    "a@b",
    "a#b",
    "a+b",
    "a=b",
    "a:b:c",
    ":y",
    "a:",
    "é",
    "nn#prod",
    "nn%x",
    "nn!",
    "x:y:",
    "*",
]

SCENARIOS = [
    Scenario(
        "register-first",
        "commit c1",
        """
        gto register nn
        gto show
        gto history --plain
        """,
    ),
    Scenario(
        "register-at-revisions",
        """
        commit c1
        commit c2
        git branch side HEAD~1
        commit c3
        commit c4
        tag v5
        """,
        """
        gto register nn side
        gto register nn HEAD~2 -m second
        gto register nn "$(git rev-parse --short HEAD~1)"
        gto register nn v5
        gto show nn --plain
        """,
    ),
    Scenario(
        "register-empty-revision-means-head",
        [ONE_VERSION, "commit c2"],
        """
        gto register nn ''
        """,
    ),
    Scenario(
        "register-twice",
        ONE_VERSION,
        """
        gto register nn
        gto register nn --version v0.0.1
        gto register nn --version v1.0.0
        gto register nn HEAD --bump-major
        """,
    ),
    Scenario(
        "register-version-taken",
        [TWO_VERSIONS, "commit c3"],
        """
        gto register nn --version v0.0.1
        gto register nn --version v0.0.2 --force
        gto register nn --version v0.0.3
        """,
    ),
    Scenario(
        "register-message",
        "commit c1\ncommit c2\ncommit c3",
        """
        gto register nn HEAD~2 -m 'a message'
        gto register nn HEAD~1 --message ''
        gto register nn -m '  # spaces, a "quote" and more  '
        gto history nn --json | jq '.[].message'
        """,
    ),
    Scenario(
        "register-with-a-counter",
        "commit c1\ncommit c2\ncommit c3",
        """
        gto register nn HEAD~2 --simple false
        gto register nn HEAD~1 --simple true
        gto register nn HEAD --simple=false
        gto show nn --ref
        gto history --plain
        """,
    ),
    Scenario(
        "register-in-a-folder",
        "commit c1\ncommit c2",
        """
        gto register some/dir:model
        gto register a/b HEAD~1
        gto register d.x/e:y
        gto register d_1:m --simple false
        gto show --plain
        gto show some/dir:model --ref
        """,
    ),
    Scenario(
        "register-names-that-are-refused",
        "commit c1",
        """
        gto register 'a b'
        gto register ''
        gto register nn@v0.0.1
        gto register 'nn\\x'
        """,
        *(f'>>> api.register(".", "{name}", "HEAD")' for name in REFUSED),
    ),
    Scenario(
        "register-names-of-all-kinds",
        "commit c1",
        *(
            f'>>> api.register(".", "{name}", "HEAD").tag'
            for name in ["a", "1", "a-b", "a_b", "A-B", "a/-b", "x/y:z/w"]
        ),
        "gto show --plain",
    ),
    Scenario(
        "register-names-git-refuses",
        "commit c1",
        Differs("Q35", "gto register .:y", saying("[stderr] ❌ ", "'.:y'", "[exit 1]")),
        Differs("Q35", "gto register a..b:y", saying("[stderr] ❌ ", "'a..b:y'", "[exit 1]")),
        Differs("Q35", "gto register .hidden:y", saying("[stderr] ❌ ", "'.hidden:y'", "[exit 1]")),
        Differs("Q35", "gto register a/.b:y", saying("[stderr] ❌ ", "'a/.b:y'", "[exit 1]")),
        Differs("Q35", "gto register ../x:y", saying("[stderr] ❌ ", "'../x:y'", "[exit 1]")),
        Differs("Q35", "gto register x.lock/z:y", saying("[stderr] ❌ ", "'x.lock/z:y'", "[exit 1]")),
    ),
    Scenario(
        "register-name-double-slash",
        "commit c1",
        Differs("Q35", "gto register a//b", saying("[stderr] ❌ ", "'a//b'", "[exit 1]")),
        Differs("Q35", "gto assign a//b --stage prod", saying("[stderr] ❌ ", "'a//b'", "[exit 1]")),
        Differs("Q35", "refs", "# repo/.git"),
    ),
    Scenario(
        "register-stage-double-slash",
        ONE_VERSION,
        Differs("Q35", "gto assign nn --stage a//b", saying("[stderr] ❌ ", "'a//b'", "[exit 1]")),
        Differs("Q35", "refs", lambda answer: "#a" not in answer),
    ),
    Scenario(
        "register-name-of-an-absolute-folder",
        "commit c1",
        Differs("Q35", "gto register /abs:y", saying("[stderr] ❌ ", "'/abs:y'", "[exit 1]")),
        Differs("Q35", "refs", "# repo/.git"),
    ),
    Scenario(
        "register-name-refs-tags-prefix",
        "commit c1",
        Differs("Q35", "gto register refs/tags/x", saying("[stderr] ❌ ", "'refs/tags/x'", "[exit 1]")),
        Differs("Q35", "refs", "# repo/.git"),
    ),
    Scenario(
        "register-name-below-another-tag",
        "commit c1\ngit tag deep/x@v0.0.1/y",
        Differs("Q35", "gto register deep/x", saying("[stderr] ❌ ", "deep/x", "[exit 1]")),
    ),
    Scenario(
        "register-where-a-lightweight-tag-is",
        """
        commit c1
        light nn@v0.0.1
        light 'nn#dev#7'
        """,
        Differs("Q14", "gto register nn", saying("Created git tag 'nn@v0.0.2' that", "[stderr] ⚠️", "nn@v0.0.1")),
        Differs("Q14", "refs", saying("refs/tags/nn@v0.0.2 ")),
    ),
    Scenario(
        "register-with-a-counter-where-a-lightweight-tag-is",
        "commit c1\nlight 'nn#dev#7'",
        Differs("warnings", "gto register nn --simple false", saying("Created git tag 'nn@v0.0.1#8'", "nn#dev#7")),
    ),
    Scenario(
        "register-after-deregister",
        [TWO_VERSIONS, "tag nn@v0.0.2!"],
        """
        gto register nn --simple true
        gto register nn --simple false
        gto show nn --json
        gto show --plain
        """,
        Differs("Q13", "gto show nn --ref", "nn@v0.0.2#1\nnn@v0.0.1"),
    ),
    Scenario(
        "register-after-deregister-by-itself",
        [TWO_VERSIONS, "tag nn@v0.0.2!"],
        Differs("Q14", "gto register nn", saying("Created git tag 'nn@v0.0.2#1' that registers version")),
        Differs("Q14", "gto show --plain", "name    latest\nnn      v0.0.2"),
        Differs("Q14", "refs", saying("refs/tags/nn@v0.0.2#1 ")),
    ),
    Scenario(
        "register-after-deregister-another-version",
        [TWO_VERSIONS, "tag nn@v0.0.2!"],
        """
        gto register nn --version v0.0.3
        gto register nn HEAD~1 --version v0.0.2
        """,
    ),
    Scenario(
        "register-after-deregister-show-versions",
        [
            TWO_VERSIONS,
            """
        tag nn@v0.0.2!
        tag 'nn@v0.0.2#3'
        """,
        ],
        Differs(
            "Q13",
            "gto show nn --plain",
            """
            artifact    version    stage    created_at                 ref
            nn          v0.0.2              2022-01-01 00:06:00+00:00  nn@v0.0.2#3
            nn          v0.0.1              2022-01-01 00:02:00+00:00  nn@v0.0.1
            """,
        ),
        Differs("Q13", "gto show nn@latest --ref", "nn@v0.0.2#3"),
        Differs("Q13", "gto show nn", saying("nn@v0.0.2#3")),
        """
        gto show --plain
        gto show nn --json
        gto history --plain
        gto stages
        """,
    ),
    Scenario(
        "register-force",
        ONE_VERSION,
        "gto register nn --force --simple false",
        "gto register nn --force --version v0.0.5",
        "gto history --plain",
    ),
    Scenario(
        "register-force-by-itself",
        ONE_VERSION,
        Differs("Q14", "gto register nn --force", saying("Created git tag 'nn@v0.0.1#1' that registers version")),
        Differs("Q14", "refs", saying("refs/tags/nn@v0.0.1#1 ")),
    ),
    Scenario(
        "register-unknown-revision",
        "commit c1",
        Differs(
            "Q7",
            "gto register nn nix",
            "[stderr] ❌ Ref 'nix' was not found in the repository history\n[exit 1]",
        ),
        Differs(
            "Q7",
            "gto register nn 0123456789012345678901234567890123456789",
            "[stderr] ❌ Ref '0123456789012345678901234567890123456789' was not found in the repository history\n"
            "[exit 1]",
        ),
        Differs(
            "Q7",
            "gto assign nn nix --stage prod",
            "[stderr] ❌ Ref 'nix' was not found in the repository history\n[exit 1]",
        ),
    ),
    Scenario(
        "register-in-a-repository-without-a-commit",
        "true",
        Differs(
            "Q7",
            "gto register nn",
            "[stderr] ❌ Ref 'HEAD' was not found in the repository history\n[exit 1]",
        ),
    ),
    Scenario(
        "register-without-an-identity",
        "commit c1",
        Differs(
            "Q7",
            "env -u GIT_COMMITTER_DATE HOME=$TMPDIR gto register nn",
            saying("[stderr] ❌ Git user name and email must be configured", "[exit 1]"),
        ),
    ),
    Scenario(
        "register-as-somebody",
        "commit c1\ncommit c2\ncommit c3",
        """
        GIT_COMMITTER_NAME='Bo Li' GIT_COMMITTER_EMAIL=bo@example.com gto register nn HEAD~2
        GIT_AUTHOR_NAME='Bo Li' GIT_AUTHOR_EMAIL=bo@example.com gto register nn HEAD~1
        git config user.name 'Local Name' && git config user.email local@example.com && gto register nn
        gto history --json | jq -r '.[] | .author + .author_email'
        """,
    ),
    Scenario(
        "register-at-the-time-git-is-told",
        "commit c1",
        Differs(
            "Q29",
            "gto register nn > /dev/null; git for-each-ref --format='%(taggerdate:unix)' | grep -cx $CLOCK",
            "1",
        ),
    ),
    Scenario(
        "register-ends-the-message-with-a-newline",
        "commit c1",
        Differs(
            "Q29",
            "env -u GIT_COMMITTER_DATE gto register nn -m x > /dev/null; "
            "git cat-file tag nn@v0.0.1 | tail -c 1 | od -An -c",
            "  \\n",
        ),
        Differs("Q29", "refs", saying("  x")),
    ),
    Scenario(
        "register-on-a-branch-of-a-remote",
        """
        commit c1
        git checkout -q -b feature
        commit c2
        git checkout -q main
        remote
        git branch -q -D feature
        """,
        """
        gto register nn feature
        gto register nn origin/feature --version v3.0.0
        gto history --plain
        """,
    ),
    Scenario(
        "register-at-a-detached-head",
        "commit c1\ncommit c2\ngit checkout -q HEAD~1",
        """
        gto register nn
        gto assign nn --stage dev
        gto show nn --plain
        """,
    ),
    Scenario(
        "register-from-elsewhere",
        """
        commit c1
        mkdir sub
        git worktree add -q ../linked
        git clone -q --bare . ../bare.git
        git -C ../bare.git remote remove origin
        git -C ../linked commit -q --allow-empty -m c2
        """,
        """
        cd sub && gto register nn
        gto register nn -r ../linked
        gto register mm -r ../bare.git
        gto assign mm -r ../bare.git --stage prod
        """,
    ),
]
