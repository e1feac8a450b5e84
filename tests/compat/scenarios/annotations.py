"""What `artifacts.yaml` adds to the answers."""

from ..scenario import Differs, Scenario, saying

ANNOTATED = """
    put artifacts.yaml <<'END'
    rf:
      type: model
      path: models/rf.pkl
      virtual: false
      labels: [a, b]
      description: A forest
      custom: {framework: sklearn, depth: 3}
    END
    commit c1
"""

SCENARIOS = [
    Scenario(
        "annotated-only",
        ANNOTATED,
        """
        gto show
        gto show --plain
        gto show --json
        gto show --name
        gto show rf
        gto show rf --json
        gto show rf --ref
        gto show rf@latest --version
        gto show --ro
        gto history
        gto stages
        gto print-state
        """,
    ),
    Scenario(
        "annotations-registered",
        [ANNOTATED, "tag rf@v0.0.1"],
        """
        gto show
        gto show --json
        gto show rf --plain
        gto show rf --json
        gto show rf --ro --plain
        gto check-ref rf@v0.0.1 --json
        """,
    ),
    Scenario(
        "annotations-at-a-head-without-a-version",
        [ANNOTATED, "tag rf@v0.0.1\ntag 'rf#prod'\ncommit c2"],
        """
        gto show
        gto show rf
        gto show rf --json
        gto show rf@latest --ref
        gto history --plain
        gto print-state
        """,
        Differs("Q10", "gto show rf --ro --version", "v0.0.1"),
        Differs("Q10", "gto show rf --ro --json | jq length", "1"),
    ),
    Scenario(
        "annotations-beside-tags",
        """
        put artifacts.yaml <<'END'
        b: {type: dataset}
        a: {}
        zz: {path: data, description: "ümläut"}
        END
        commit c1
        tag nn@v0.0.1
        """,
        """
        gto show
        gto show --json
        gto show --name
        gto show a --json
        gto show zz --plain
        gto show nix
        """,
    ),
    Scenario(
        "annotations-change-over-time",
        """
        put artifacts.yaml <<'END'
        rf: {type: model, description: first}
        END
        commit c1
        tag rf@v0.0.1
        put artifacts.yaml <<'END'
        rf: {type: model, description: second}
        END
        commit c2
        tag rf@v0.0.2
        """,
        """
        gto show rf --json | jq -c '.[].enrichments'
        gto show rf --plain
        """,
    ),
    Scenario(
        "annotations-uncommitted-are-not-seen",
        """
        commit c1
        echo 'rf: {type: model}' > artifacts.yaml
        """,
        """
        gto show
        git add artifacts.yaml && gto show
        """,
    ),
    Scenario(
        "annotations-removed-again",
        [
            ANNOTATED,
            """
        tag rf@v0.0.1
        git rm -q artifacts.yaml
        commit c2
        """,
        ],
        """
        gto show --plain
        gto show rf --json | jq -c '.[].enrichments[].enrichments'
        """,
    ),
    Scenario(
        "annotations-in-another-file",
        """
        put other.yaml <<'END'
        rf: {type: model}
        END
        put artifacts.yaml <<'END'
        nn: {type: model}
        END
        commit c1
        """,
        """
        GTO_INDEX=other.yaml gto show --name
        gto show --name
        echo 'index: other.yaml' > .gto && gto show --name
        """,
    ),
    Scenario(
        "annotations-with-unknown-fields",
        """
        put artifacts.yaml <<'END'
        rf: {type: model, colour: red}
        nn: {}
        END
        commit c1
        """,
        """
        gto show --name
        gto show rf --json | jq -c '.[].enrichments[].enrichments'
        """,
    ),
    Scenario(
        "annotations-that-are-none",
        """
        put artifacts.yaml <<'END'
        rf: {type: model}
        nn:
        END
        commit c1
        """,
        Differs("annotations", "gto show --name", saying("*rf", "[stderr] ⚠️  artifacts.yaml")),
        Differs("annotations", "gto show rf --json 2> /dev/null | jq length", "1"),
    ),
    Scenario(
        "annotations-commit-revives-deprecated",
        [ANNOTATED, "tag rf@v0.0.1\ntag rf@deprecated\ncommit c2"],
        Differs("Q12", "gto show", "Nothing found in the current workspace"),
        Differs("Q12", "gto show -d --json | jq '.rf.active'", "false"),
    ),
    Scenario(
        "annotations-of-a-deregistered-version",
        [ANNOTATED, "tag rf@v0.0.1\ntag rf@v0.0.1!"],
        """
        gto show --plain
        gto show rf
        gto show rf -d --json
        """,
    ),
    Scenario(
        "annotations-register-and-assign",
        ANNOTATED,
        """
        gto register rf
        gto assign rf --stage prod
        gto show --plain
        gto show rf --json | jq -c '.[].enrichments[].enrichments'
        gto deprecate rf
        """,
    ),
    Scenario(
        "annotations-broken",
        """
        put artifacts.yaml <<'END'
        rf: [
        END
        commit c1
        tag nn@v0.0.1
        """,
        Differs("annotations", "gto show --plain", saying("nn      v0.0.1", "[stderr] ⚠️  artifacts.yaml: line 2")),
        Differs("Q22", "gto history --json 2> /dev/null | jq length", "1"),
        Differs("annotations", "gto register mm", saying("Created git tag 'mm@v0.0.1' that registers version")),
        "gto parse-tag nn@v0.0.1",
        Differs("annotations", "refs", saying("refs/tags/mm@v0.0.1 ")),
    ),
    Scenario(
        "annotations-of-the-wrong-type",
        """
        put artifacts.yaml <<'END'
        rf: {labels: text}
        END
        commit c1
        """,
        Differs("annotations", "gto show", saying("Nothing found", "[stderr] ⚠️  artifacts.yaml: `labels`")),
    ),
    Scenario(
        "annotations-empty",
        ": | put artifacts.yaml\ncommit c1",
        Differs("annotations", "gto show", saying("Nothing found", "[stderr] ⚠️  artifacts.yaml: the file is empty")),
    ),
    Scenario(
        "annotations-with-an-invalid-name",
        "echo 'a:b: {type: model}' | put artifacts.yaml\ncommit c1",
        Differs("annotations", "gto show", saying("Nothing found", "[stderr] ⚠️  artifacts.yaml: 'a:b'")),
    ),
    Scenario(
        "annotations-in-dvc-yaml",
        """
        put dvc.yaml <<'END'
        artifacts:
          cv: {path: models/cv.pkl, type: model, desc: Sees}
        END
        put sub/dvc.yaml <<'END'
        artifacts:
          text: {path: text.pkl}
        END
        commit c1
        """,
        Differs(
            "dvc.yaml",
            "gto show --plain",
            """
            name       latest
            *cv        -
            *sub:text  -
            """,
        ),
        Differs(
            "dvc.yaml",
            "gto show --json | jq -c '.cv'",
            '{"version":null,"stage":{},"registered":false,"active":true}',
        ),
        Differs("dvc.yaml", "gto show cv", saying("cv")),
        "gto history",
        "gto stages",
    ),
    Scenario(
        "annotations-in-dvc-yaml-add-no-rows-to-a-registered-artifact",
        """
        put dvc.yaml <<'END'
        artifacts:
          cv: {path: models/cv.pkl, type: model}
        END
        commit c1
        tag cv@v0.0.1
        commit c2
        """,
        """
        gto show
        gto show cv
        gto show cv@latest --ref
        gto history
        """,
    ),
]
