"""`--repo URL` and `--push`."""

# a command is one line, as it is typed
# ruff: noqa: E501

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, SAMPLE, STAGED

SCENARIOS = [
    Scenario(
        "remote-reading",
        [SAMPLE, "remote"],
        """
        gto show -r "file://$ROOT/remote.git"
        gto show -r "file://$ROOT/remote.git" rf@latest --ref
        gto show -r "file://$ROOT/remote.git" rf --json
        gto history --repo "file://$ROOT/remote.git" --plain
        gto stages -r "file://$ROOT/remote.git"
        gto check-ref -r "file://$ROOT/remote.git" rf@v1.2.3
        gto check-ref -r "file://$ROOT/remote.git" nix
        gto show -r "file://$ROOT/remote.git" nix
        gto print-state -r "file://$ROOT/remote.git"
        """,
    ),
    Scenario(
        "remote-reading-a-path-to-a-bare-repository",
        [STAGED, "remote"],
        """
        gto show -r "$ROOT/remote.git" --plain
        gto show -r ../remote.git nn --plain
        """,
    ),
    Scenario(
        "remote-configuration-and-annotations",
        """
        echo 'stages: [prod, dev, qa]' | put .gto
        echo 'rf: {type: model}' | put artifacts.yaml
        commit c1
        tag nn@v0.0.1
        tag 'nn#dev'
        remote
        """,
        """
        gto show -r "file://$ROOT/remote.git" --plain
        gto stages -r "file://$ROOT/remote.git"
        gto show -r "file://$ROOT/remote.git" rf --json
        gto assign -r "file://$ROOT/remote.git" nn --stage nix
        """,
    ),
    Scenario(
        "remote-writing",
        "commit c1\nremote",
        """
        gto register nn -r "file://$ROOT/remote.git"
        gto assign nn -r "file://$ROOT/remote.git" --stage prod
        gto show -r "file://$ROOT/remote.git" --plain
        gto deprecate nn v0.0.1 prod -r "file://$ROOT/remote.git"
        gto deprecate nn v0.0.1 -r "file://$ROOT/remote.git"
        gto deprecate nn -r "file://$ROOT/remote.git" --push -m 'gone'
        gto history -r "file://$ROOT/remote.git" --plain
        """,
    ),
    Scenario(
        "remote-assign-registers-first",
        "commit c1\nremote",
        """
        gto assign nn -r "file://$ROOT/remote.git" --stage prod
        gto assign nn -r "file://$ROOT/remote.git" --stage prod
        """,
    ),
    Scenario(
        "remote-writing-that-is-refused",
        [ONE_VERSION, "remote"],
        """
        gto register nn -r "file://$ROOT/remote.git"
        gto register 'a b' -r "file://$ROOT/remote.git"
        gto assign nn --version v9.9.9 --stage prod -r "file://$ROOT/remote.git"
        gto deprecate nix -r "file://$ROOT/remote.git"
        """,
    ),
    Scenario(
        "remote-writing-at-another-branch",
        """
        commit c1
        git checkout -q -b feature
        commit c2
        git checkout -q main
        remote
        """,
        """
        gto register nn feature -r "file://$ROOT/remote.git"
        gto register nn main -r "file://$ROOT/remote.git"
        gto register nn "$(git rev-parse feature)" -r "file://$ROOT/remote.git"
        """,
        Differs(
            "Q7",
            'gto register nn nix -r "file://$ROOT/remote.git"',
            "[stderr] ❌ Ref 'nix' was not found in the repository history\n[exit 1]",
        ),
    ),
    Scenario(
        "remote-deleting",
        [STAGED, "remote"],
        """
        gto deprecate nn v0.0.1 --delete -r "file://$ROOT/remote.git"
        gto deprecate nn v0.0.2 prod -d -r "file://$ROOT/remote.git"
        """,
    ),
    Scenario(
        "remote-that-is-not-there",
        "commit c1",
        Differs("Q8", 'gto show -r "file://$ROOT/nowhere.git"', saying("[stderr] ❌ ", "nowhere.git", "[exit 1]")),
        Differs("Q8", 'gto register nn -r "file://$ROOT/nowhere.git"', saying("[stderr] ❌ ", "[exit 1]")),
        Differs("Q8", "gto show -r https://127.0.0.1:9/x.git", saying("[stderr] ❌ ", "127.0.0.1", "[exit 1]")),
    ),
    Scenario(
        "push-after-register",
        "commit c1\nremote\ncommit c2",
        """
        gto register nn --push
        gto assign nn --stage prod --push
        gto deprecate nn v0.0.1 prod --push
        gto deprecate nn v0.0.1 --push
        """,
    ),
    Scenario(
        "push-after-implicit-registration",
        "commit c1\nremote",
        """
        gto assign nn --stage prod --push
        """,
    ),
    Scenario(
        "push-deletions",
        [STAGED, "remote"],
        """
        gto deprecate nn v0.0.1 --delete --push
        gto deprecate nn v0.0.2 prod --delete --push
        gto deprecate nn --delete --push
        """,
    ),
    Scenario(
        "push-deletion-of-what-the-remote-has-not",
        "commit c1\nremote\ntag nn@v0.0.1",
        """
        gto deprecate nn v0.0.1 --delete --push
        """,
    ),
    Scenario(
        "push-without-a-remote",
        "commit c1",
        "gto register nn --push 2>&1 > /dev/null | sed -n 1p",
        Differs("Q27", "refs", "# repo/.git"),
    ),
    Scenario(
        "push-of-a-tag-that-is-there-already",
        """
        commit c1
        remote
        commit c2
        git tag -a -m other nn@v0.0.1 HEAD~1
        git push -q origin nn@v0.0.1
        git tag -d nn@v0.0.1 > /dev/null
        """,
        Differs(
            "Q27",
            "gto register nn --version v0.0.1 --push",
            saying("[stderr] ❌ Version 'v0.0.1' already was registered.", "[exit 1]"),
        ),
        Differs("Q27", "refs", lambda answer: "Registering" not in answer),
    ),
    Scenario(
        "push-rejected-by-remote-daemon-like-hook",
        """
        commit c1
        remote
        printf '#!/bin/sh\\necho "tags are for the release team" >&2\\nexit 1\\n' > ../remote.git/hooks/pre-receive
        chmod +x ../remote.git/hooks/pre-receive
        """,
        Differs(
            "Q28",
            "gto register nn --push",
            saying(
                "[stderr] ❌ The command `git push origin nn@v0.0.1` failed. Make sure your local repository is in sync",
                "[exit 1]",
            ),
        ),
        Differs("Q28", "refs", lambda answer: "refs/tags" not in answer),
    ),
    Scenario(
        "push-a-commit-that-is-on-no-branch-there",
        "commit c1\nremote\ncommit c2",
        """
        gto register nn --push
        git -C ../remote.git cat-file -t nn@v0.0.1^{commit}
        """,
    ),
    Scenario(
        "remote-in-a-clone-with-a-remote-of-another-name",
        "commit c1\nremote\ngit remote rename origin upstream",
        "gto register nn",
        "gto assign nn --stage prod --push 2>&1 > /dev/null | sed -n 1p",
        Differs("Q27", "refs", lambda answer: "#prod" not in answer),
    ),
]
