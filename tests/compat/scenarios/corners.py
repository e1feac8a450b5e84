"""What is legal and seldom: revisions of all spellings, empty arguments, neighbours in name, unusual repositories."""

# a command is one line, as it is typed
# ruff: noqa: E501

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, STAGED, TWO_VERSIONS

SCENARIOS = [
    Scenario(
        "revisions-of-all-spellings",
        """
        commit c1
        commit 'find me'
        commit c3
        commit c4
        commit c5
        tag 'mm#prod#1' HEAD~4
        """,
        """
        gto register nn 'mm#prod#1'
        gto register nn ':/find me'
        gto register nn 'HEAD^^'
        gto register nn 'HEAD^{commit}~1'
        gto register nn '@'
        gto show nn --plain
        """,
    ),
    Scenario(
        "revisions-that-are-no-commits",
        "echo text | put file\ncommit c1\ntag a-tree 'HEAD^{tree}'",
        *(
            Differs("Q7", f"gto register nn '{revision}'", saying("[stderr] ❌ ", revision, "[exit 1]"))
            for revision in ["HEAD^{tree}", "HEAD:file", "HEAD~9"]
        ),
        Differs("Q7", "refs", lambda answer: "nn@" not in answer),
    ),
    Scenario(
        "a-registered-tag-as-revision",
        ["commit c0", ONE_VERSION, "commit c2"],
        """
        gto assign nn nn@v0.0.1 --stage prod
        gto assign mm refs/tags/nn@v0.0.1 --stage prod
        gto deprecate mm --ref nn@v0.0.1
        """,
    ),
    Scenario(
        "empty-arguments",
        TWO_VERSIONS,
        """
        gto assign nn --stage qa -m ''
        gto deprecate nn v0.0.2 ''
        gto deprecate nn --ref ''
        """,
    ),
    Scenario(
        "empty-version-to-deprecate",
        TWO_VERSIONS,
        """
        gto deprecate nn ''
        """,
    ),
    Scenario(
        "empty-arguments-are-absent",
        TWO_VERSIONS,
        Differs("empty", "gto assign nn '' --stage prod", saying("Created git tag 'nn#prod#1' that", "'v0.0.2'")),
        Differs("empty", "gto assign nn --version '' --stage dev", saying("Created git tag 'nn#dev#2'", "'v0.0.2'")),
        Differs("empty", "gto deprecate nn '' prod", saying("[stderr] ❌ Stage 'prod' of which version?", "[exit 1]")),
        Differs("empty", "refs", lambda answer: "deprecated" not in answer),
    ),
    Scenario(
        "empty-path-of-a-repository",
        ONE_VERSION,
        Differs("Q8", "gto show -r ''", saying("[stderr] ❌ ", "[exit 1]")),
    ),
    Scenario(
        "neighbours-in-name",
        """
        commit c1
        for name in nn NN nn/sub nn-x nn_x n nnn x/nn x=nn nn=x; do
            tag "$name@v0.0.1"
            tag "$name#prod#1"
        done
        """,
        """
        gto show --plain
        gto show nn --plain
        gto history nn --plain
        gto show x:nn --ref
        gto show 'nn/sub#prod' --ref
        gto register nn HEAD
        gto deprecate nn --delete
        gto show --name
        """,
    ),
    Scenario(
        "packed-tags",
        [STAGED, "git pack-refs --all\ntag 'nn#qa#3'\ngit gc -q"],
        """
        gto show --plain
        gto check-ref 'nn#prod#2'
        gto register mm
        gto deprecate nn v0.0.2
        gto show --plain
        """,
    ),
    Scenario(
        "a-branch-named-like-a-tag",
        [TWO_VERSIONS, "git branch nn@v0.0.1\ngit branch 'nn#dev#1'"],
        """
        gto check-ref nn@v0.0.1
        gto check-ref 'nn#dev#1'
        gto assign nn --version v0.0.1 --stage dev
        gto show --plain
        """,
    ),
    Scenario(
        "no-branch-yet-where-tags-are",
        [STAGED, "git checkout -q --orphan new"],
        """
        gto show --plain
        gto history --plain
        gto stages
        gto assign nn --version v0.0.1 --stage qa
        """,
    ),
    Scenario(
        "paths-with-spaces-and-letters-of-the-world",
        [STAGED, 'cp -r . "../Zoë\'s models"'],
        """
        gto show -r "../Zoë's models" --plain
        cd "../Zoë's models" && gto register mm
        gto show -r "$ROOT/repo/" --plain
        """,
    ),
    Scenario(
        "git-dir-in-the-environment",
        STAGED,
        """
        cd / && GIT_DIR="$ROOT/repo/.git" gto show -r "$ROOT/repo" --plain
        """,
    ),
    Scenario(
        "a-submodule-is-a-repository-of-its-own",
        """
        commit c1
        tag nn@v0.0.1
        git init -q ../inner
        git -C ../inner commit -q --allow-empty -m inner
        git -C ../inner tag -a -m inner mm@v0.0.1
        git -c protocol.file.allow=always submodule --quiet add "$ROOT/inner" sub
        """,
        """
        gto show --plain
        gto show -r sub --plain
        cd sub && gto register kk HEAD
        """,
    ),
    Scenario(
        "messages-of-several-lines",
        "commit c1\ncommit c2\ncommit c3",
        """
        gto register nn HEAD~2 -m "$(printf 'subject\\n\\nbody one\\nbody two\\n\\n- list')"
        gto register nn HEAD~1 -m '#1 in the list'
        gto assign nn HEAD --stage prod -m "$(printf '\\n\\n  indented\\n\\n')"
        gto history --json | jq '.[].message'
        gto show nn --json | jq '.[].message'
        """,
    ),
    Scenario(
        "messages-that-are-empty",
        "commit c1\ntick\ngit tag -a -m '' nn@v0.0.1\ntag 'nn#prod' HEAD ''",
        """
        gto history --json
        gto check-ref nn@v0.0.1 --json
        """,
    ),
    Scenario(
        "messages-with-a-signature-are-shown-without-it",
        """
        commit c1
        printf 'object %s\\ntype commit\\ntag nn@v0.0.1\\ntagger Jo <jo@example.com> 1640995500 +0000\\n\\nsigned\\n%s\\n' \\
            "$(git rev-parse HEAD)" "$(printf -- '-----BEGIN SSH SIGNATURE-----\\nU1NI\\n-----END SSH SIGNATURE-----')" \\
            | raw nn@v0.0.1
        """,
        """
        gto history --json
        gto check-ref nn@v0.0.1 --json
        """,
    ),
    Scenario(
        "taggers-of-few-words",
        """
        commit c1
        for who in ' <a@example.com>' 'A <>' 'A B  C <a b@c>'; do
            number=$((number + 1))
            printf 'object %s\\ntype commit\\ntag n%s@v0.0.1\\ntagger %s 164099550%s +0000\\n\\nx\\n' \\
                "$(git rev-parse HEAD)" "$number" "$who" "$number" | raw "n$number@v0.0.1"
        done
        """,
        Differs("Q6", "gto show --plain", saying("n1      v0.0.1", "n2      v0.0.1", "n3      v0.0.1")),
        Differs("Q6", "gto history --json | jq -c '.[] | [.author, .author_email]'", saying('["A B  C","a b@c"]')),
    ),
    Scenario(
        "zones-of-all-kinds",
        """
        commit c1
        number=0
        for zone in +0000 -0000 +1400 -1200 +0545 -0330; do
            number=$((number + 1))
            GIT_COMMITTER_DATE="164099550$number $zone" tag_at_once "n$number@v0.0.1"
        done
        """,
        """
        gto history --plain
        gto history --json | jq -r '.[].timestamp'
        gto show n3 --plain
        """,
    ),
    Scenario(
        "times-before-1970-and-after-2038",
        """
        commit c1
        GIT_COMMITTER_DATE='@1 +0000' tag_at_once old@v0.0.1
        GIT_COMMITTER_DATE='@4102444800 +0000' tag_at_once new@v0.0.1
        """,
        """
        gto history --plain
        gto show --plain
        """,
    ),
    Scenario(
        "deleted-by-hand-and-made-again",
        [STAGED, "git tag -d 'nn#prod#2' > /dev/null"],
        """
        gto show --plain
        gto assign nn --version v0.0.2 --stage prod
        git tag -d nn@v0.0.1 > /dev/null; gto show --plain
        gto show nn --plain | sed -n 1,2p
        """,
    ),
    Scenario(
        "one-commit-for-everything",
        """
        commit c1
        tag a@v0.0.1
        tag b@v0.0.1
        tag 'a#prod'
        tag 'b#prod'
        tag 'b#prod!'
        tag 'a#dev'
        """,
        """
        gto show --plain
        gto show a --plain
        gto show b --plain
        gto stages
        gto register c
        """,
    ),
    Scenario(
        "the-same-stage-many-times",
        [TWO_VERSIONS, *(f"tag 'nn#prod#{n}' HEAD~{n % 2}" for n in range(1, 6))],
        """
        gto show --plain
        gto show nn --vs -1 --plain
        gto show nn --json | jq -c '.[].stages[].assignments | map(.tag)'
        gto history --plain
        gto deprecate nn v0.0.1 prod
        gto show --plain
        """,
    ),
    Scenario(
        "full-names-with-the-file-of-dvc",
        "commit c1",
        """
        gto register sub/dvc.yaml:model
        gto show --plain
        gto check-ref sub/dvc.yaml=model@v0.0.1
        """,
    ),
    Scenario(
        "counts-of-zero",
        STAGED,
        """
        gto show --av 0 --plain
        gto show nn --vs 0 --json | jq -c '.[].stages'
        gto show nn --av 0 --vs -1 --plain
        gto show 'nn#prod' --vs 0
        """,
    ),
    Scenario(
        "commits-that-are-not-utf8",
        """
        printf 'tree %s\\nauthor J\\366rg <jo@example.com> 1640995260 +0000\\ncommitter J\\366rg <jo@example.com> 1640995260 +0000\\n\\ncaf\\351\\n' \\
            "$(git write-tree)" > ../object
        git update-ref HEAD "$(git hash-object -t commit -w --literally ../object)"
        tag nn@v0.0.1
        """,
        "gto show --plain",
        "gto history --plain",
    ),
    Scenario(
        "shallow-clone",
        [STAGED, 'remote\ngit clone -q --depth 1 "file://$ROOT/remote.git" ../ci'],
        """
        gto show -r ../ci nn@latest --ref 2> /dev/null
        """,
        Differs(
            "incomplete-clones",
            "gto assign nn -r ../ci --version v0.0.2 --stage qa",
            saying("[stderr] ❌ This clone lacks 2 of the tags of 'nn' that 'origin' has", "[exit 1]"),
        ),
        Differs("incomplete-clones", "refs", lambda answer: "#qa" not in answer),
    ),
    Scenario(
        "clone-without-tags",
        [STAGED, 'remote\ngit clone -q --no-tags "file://$ROOT/remote.git" ../ci'],
        """
        gto show -r ../ci 2> /dev/null
        gto check-ref -r ../ci nn@v0.0.1 2> /dev/null
        """,
        Differs("incomplete-clones", "gto show -r ../ci", saying("[stderr] ⚠️  this clone may lack tags")),
    ),
    Scenario(
        "config-that-repeats-itself",
        [STAGED, "echo 'stages: [prod, dev, prod]' > .gto"],
        """
        gto stages
        gto show --plain
        """,
    ),
    Scenario(
        "config-with-stages-of-folders",
        [ONE_VERSION, "echo 'stages: [eu/prod, us/prod, a-b_c, \"1\"]' > .gto"],
        """
        gto assign nn --stage eu/prod
        gto assign nn --stage eu
        gto assign nn --stage 1
        gto show --plain
        """,
    ),
    Scenario(
        "annotations-of-all-values",
        """
        put artifacts.yaml <<'END'
        rf:
          type: model
          labels: [b, a, b]
          description: |
            two
            lines
          custom:
            small: 1e-3
            yes: on
            nothing: null
            list: [1, 2.5, "3", true]
            deep: {a: {b: {c: ü}}}
        a/b:
          path: https://example.com/x
        END
        commit c1
        """,
        """
        gto show rf --json | jq -c '.[].enrichments'
        gto show a/b --json | jq -c '.[].enrichments'
        gto show --plain
        """,
    ),
    Scenario(
        "annotations-with-a-date",
        """
        echo 'rf: {custom: {day: 2024-01-31}}' | put artifacts.yaml
        commit c1
        """,
        "gto show --plain",
        Differs(
            "annotations",
            "gto show rf --json | jq -c '.[].enrichments[].enrichments[].artifact.custom'",
            '{"day":"2024-01-31"}',
        ),
    ),
    Scenario(
        "annotations-in-a-subfolder",
        """
        put sub/artifacts.yaml <<'END'
        rf: {type: model}
        END
        commit c1
        """,
        """
        gto show
        GTO_INDEX=sub/artifacts.yaml gto show --name
        GTO_INDEX=nowhere.yaml gto show
        """,
    ),
]
