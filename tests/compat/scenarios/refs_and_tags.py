"""`gto check-ref` and `gto parse-tag`: what a tag means."""

# a command is one line, as it is typed
# ruff: noqa: E501

from ..scenario import Differs, Scenario, saying
from .samples import SAMPLE

LEGAL = [
    "nn@v1.2.3",
    "nn@v1.2.3#5",
    "nn@v1.2.3!",
    "nn@v1.2.3!#2",
    "nn@v1.0.0-rc.1+b.2#7",
    "nn@v3.4.5-pre.2-build.4",
    "nn#prod",
    "nn#prod#1",
    "nn#prod!",
    "nn#prod!#2",
    "nn#prod/eu#3",
    "nn#1",
    "nn#1#1",
    "nn#prod#007",
    "nn@deprecated",
    "nn@deprecated#3",
    "a/b=c/d@v1.0.0",
    "../x=n@v1.0.0",
    "d.x/e=y#dev",
    "some/dir=deep/model@v0.1.0",
    "a@v0.0.0",
    "1#2#3",
    "nn#deprecated",
    "nn#v1.0.0",
]

ILLEGAL = [
    "nn",
    "model-prod",
    "nn@v1",
    "nn@1.0.0",
    "nn@V1.0.0",
    "nn@v01.0.0",
    "nn#prod#-1",
    "nn#prod#1-2",
    "nn#prod?#1",
    "nn#prod@v1.0.0",
    "nn@v1.0.0#prod",
    "nn@deprecated!",
    "nn@v1.0.0!!",
    "a:b@v1.0.0",
    "a=b=c@v1.0.0",
    "@ns/m@v1.0.0",
    "nn@",
    "nn#",
    "#prod",
    "@v1.0.0",
    "nn@v1.0.0#",
    "nn#prod#",
    "nn#prod!!",
    "_nn@v1.0.0",
    "nn_@v1.0.0",
    "nn#_prod",
    "nn#prod_",
    "nn@v1.0.0-01",
    "nn@v1.0.0+",
    "nn@Deprecated",
    "refs/tags/nn@v1",
    "é@v1.0.0",
]

SCENARIOS = [
    Scenario(
        "parse-tag",
        "true",
        """
        gto parse-tag nn@v0.0.1
        gto parse-tag 'a/b=c#prod!#2'
        gto parse-tag nn@deprecated#3
        gto parse-tag nn
        gto parse-tag ''
        gto parse-tag nn@v1.0.0!!
        """,
    ),
    Scenario("parse-tag-legal", "true", *(f'>>> api.parse_tag("{name}")' for name in LEGAL)),
    Scenario("parse-tag-illegal", "true", *(f'>>> api.parse_tag("{name}")' for name in ILLEGAL)),
    Scenario(
        "parse-tag-keys",
        "true",
        """
        gto parse-tag nn@v0.0.1 --key name
        gto parse-tag nn@v0.0.1 --key version
        gto parse-tag nn@v0.0.1 --key action
        gto parse-tag 'nn#dev#1' --key counter
        gto parse-tag --key stage 'a/b=c#dev/x!'
        gto parse-tag --key=name a/b=c#dev
        gto parse-tag refs/tags/nn@v0.0.1
        """,
        Differs("Q7", "gto parse-tag nn@v0.0.1 --key counter", saying("[stderr] ❌ ", "counter", "[exit 1]")),
        Differs("Q7", "gto parse-tag nn@v0.0.1 --key nix", saying("[stderr] ❌ ", "nix", "[exit 1]")),
    ),
    Scenario(
        "parse-tag-created",
        "true",
        Differs("Q5", "gto parse-tag nn@created", '{\n    "name": "nn",\n    "action": "create"\n}'),
        Differs(
            "Q5",
            "gto parse-tag nn@created#2",
            '{\n    "name": "nn",\n    "action": "create",\n    "counter": 2\n}',
        ),
    ),
    Scenario(
        "check-ref",
        [SAMPLE, "tag 'rf#staging!'\ntag rf@v1.2.4!\ntag nn@deprecated"],
        """
        gto check-ref 'rf#production#3'
        gto check-ref rf@v1.2.3
        gto check-ref 'rf#staging!'
        gto check-ref rf@v1.2.4!
        gto check-ref nn@deprecated
        gto check-ref refs/tags/rf@v1.2.3
        gto check-ref 'some/dir=deep/model@v0.1.0'
        """,
    ),
    Scenario(
        "check-ref-one-value",
        [SAMPLE, "tag nn@deprecated"],
        """
        gto check-ref refs/tags/rf@v1.2.3 --event
        gto check-ref refs/tags/rf@v1.2.3 --name
        gto check-ref refs/tags/rf@v1.2.3 --version
        gto check-ref refs/tags/rf@v1.2.3 --stage
        gto check-ref 'rf#production#3' --event
        gto check-ref 'rf#production#3' --name
        gto check-ref 'rf#production#3' --version
        gto check-ref 'rf#production#3' --stage
        gto check-ref nn@deprecated --version
        gto check-ref nn@deprecated --stage
        gto check-ref some/dir=deep/model@v0.1.0 --name
        gto check-ref rf@v1.2.4 --json
        gto check-ref 'nn#staging#1' --json
        """,
    ),
    Scenario(
        "check-ref-of-what-is-no-registry-tag",
        SAMPLE,
        """
        gto check-ref plain-tag
        gto check-ref refs/heads/main
        gto check-ref HEAD
        gto check-ref "$(git rev-parse HEAD)"
        gto check-ref tags/rf@v1.2.3
        gto check-ref nix --json
        gto check-ref refs/pull/1/merge --event
        gto check-ref ''
        gto check-ref --name -- -x
        >>> [api.check_ref(".", ref) for ref in ["rf@v9.9.9", "refs/tags/", "refs/heads/rf@v1.2.3", "rf@v1.2.3 ", "x" * 300]]
        """,
    ),
    Scenario(
        "check-ref-of-an-unregistered-commit",
        "commit c1\ntag 'nn#dev#1'\ntag 'nn#dev!#2'",
        """
        gto check-ref 'nn#dev#1'
        gto check-ref 'nn#dev#1' --version
        gto check-ref 'nn#dev!#2' --json
        """,
    ),
    Scenario(
        "check-ref-in-a-shallow-clone-of-one-tag",
        [
            SAMPLE,
            """
        remote
        git init -q ../ci
        git -C ../ci fetch -q --no-tags --depth 1 "file://$ROOT/remote.git" '+refs/tags/rf#production#3:refs/tags/rf#production#3'
        git -C ../ci checkout -q 'refs/tags/rf#production#3'
        """,
        ],
        """
        gto check-ref -r ../ci 'refs/tags/rf#production#3' --name 2> /dev/null
        gto check-ref -r ../ci 'refs/tags/rf#production#3' --stage 2> /dev/null
        gto check-ref -r ../ci 'refs/tags/rf#production#3' --event 2> /dev/null
        gto check-ref -r ../ci 'refs/tags/rf#production#3' --version 2> /dev/null
        """,
        Differs("incomplete-clones", "gto show -r ../ci --plain", saying("[stderr] ⚠️")),
    ),
    Scenario(
        "check-ref-of-a-signed-looking-message",
        """
        commit c1
        tag nn@v0.0.1 HEAD 'text

        -----BEGIN PGP SIGNATURE-----

        bm90IHJlYWxseQ==
        -----END PGP SIGNATURE-----'
        """,
        """
        gto check-ref nn@v0.0.1 --json
        gto history --json | jq '.[].message'
        """,
    ),
    Scenario(
        "check-ref-two-versions-of-different-artifacts-at-one-commit",
        "commit c1\ntag nn@v0.0.1\ntag mm@v0.0.2\ntag 'nn#dev'\ntag 'mm#dev'",
        """
        gto check-ref 'nn#dev'
        gto check-ref 'mm#dev' --version
        """,
    ),
]
