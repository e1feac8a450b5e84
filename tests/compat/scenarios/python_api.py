"""`gto.api`: the functions, their answers and their exceptions."""

# a command is one line, as it is typed
# ruff: noqa: E501

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, SAMPLE, STAGED, TWO_VERSIONS

SCENARIOS = [
    Scenario(
        "api-show",
        SAMPLE,
        """
        >>> api.show(".")
        >>> api.show(".", "rf")
        >>> api.show(".", name="rf@latest")
        >>> api.show(".", "rf#production", versions_per_stage=-1)
        >>> api.show(".", "nix")
        >>> api.show(".", "rf@v9.9.9")
        >>> api.show(".", versions_per_stage=-1, sort="SemVer")
        >>> api.show(".", versions_per_stage=-2)
        >>> api.show(".", assignments_per_version=-2)
        >>> from pathlib import Path
        >>> api.show(Path("."), "nn")
        >>> api.show(repo=".", name="nn", registered_only=True, deprecated=True)
        """,
    ),
    Scenario(
        "api-show-table",
        SAMPLE,
        """
        >>> api.show(".", table=True)
        >>> api.show(".", "rf", table=True)
        >>> api.show(".", "rf", table=True, truncate_hexsha=True)
        >>> api.show(".", table=True, truncate_hexsha=True)
        >>> api.show(".", "rf@latest", table=True)
        >>> api._show_versions(".", "rf")
        >>> api._show_versions(".", "rf", ref="HEAD~1")
        >>> api._show_versions(".", "rf", ref="nix")
        >>> api._show_versions(".", "rf@latest", ref="HEAD")
        >>> api._show_versions(".", "rf", raw=True)
        """,
    ),
    Scenario(
        "api-history",
        SAMPLE,
        """
        >>> api.history(".")
        >>> api.history(".", "rf")
        >>> api.history(".", artifact="nn", ascending=True)
        >>> api.history(".", "nix")
        >>> api.history(".", table=True)
        >>> api.history(".", "rf", table=True, truncate_hexsha=True)
        """,
    ),
    Scenario(
        "api-check-ref",
        [SAMPLE, "tag 'rf#staging!'\ntag rf@v1.2.4!\ntag nn@deprecated"],
        """
        >>> api.check_ref(".", "rf@v1.2.3")
        >>> api.check_ref(".", "refs/tags/rf#production#3")
        >>> api.check_ref(".", "rf#staging!")
        >>> api.check_ref(".", "rf@v1.2.4!")
        >>> api.check_ref(".", "nn@deprecated")
        >>> api.check_ref(".", "nix")
        >>> event = api.check_ref(".", "rf#production#3")[0]
        >>> (event.event, event.ref, event.tag, event.stage, event.version, event.artifact, event.priority, event.addition)
        >>> str(event)
        >>> event.dict_state()
        >>> event.dict_state(exclude={"author", "author_email"})
        >>> event.model_dump()
        >>> event == api.check_ref(".", "rf#production#3")[0]
        >>> event == api.check_ref(".", "rf#production#4")[0]
        >>> [str(api.check_ref(".", ref)[0]) for ref in ["rf@v1.2.3", "rf@v1.2.4!", "rf#staging!", "nn@deprecated"]]
        """,
    ),
    Scenario(
        "api-parse-tag",
        "commit c1",
        """
        >>> api.parse_tag("nn#dev#1")
        >>> api.parse_tag("nn@v1.0.0-rc.1!#2")
        >>> api.parse_tag("a/b=c@deprecated")
        >>> api.parse_tag("nix")
        >>> api.parse_tag(name="nn@v0.0.1")["action"].value
        """,
    ),
    Scenario(
        "api-register",
        "commit c1\ncommit c2\ncommit c3\ncommit c4",
        """
        >>> api.register(".", "nn", "HEAD~3")
        >>> api.register(".", "nn", "HEAD~3")
        >>> api.register(".", "nn", "HEAD~2", bump_minor=True, message="text")
        >>> api.register(".", "nn", "HEAD~1", version="v3.0.0", simple=False)
        >>> api.register(".", "nn", ref="HEAD", version="v3.0.0")
        >>> api.register(".", "nn", ref="HEAD", version="3")
        >>> api.register(".", "n n", ref="HEAD")
        >>> api.register(".", "nn", "HEAD", author="Bo Li", author_email="bo@example.com")
        >>> api.register(".", "nn", "HEAD", bump_minor=True, bump_patch=True)
        >>> api.register(".", "dir:mm", "HEAD")
        """,
    ),
    Scenario(
        "api-assign",
        [TWO_VERSIONS, "commit c3"],
        """
        >>> api.assign(".", "nn", "prod", version="v0.0.1")
        >>> api.assign(".", "nn", "prod", version="v0.0.1")
        >>> api.assign(".", "nn", "dev", ref="HEAD~1", simple=True)
        >>> api.assign(".", "nn", "dev")
        >>> api.assign(".", "nn", "dev", version="v0.0.1", ref="HEAD")
        >>> api.assign(".", "nn", "dev", version="v9.9.9")
        >>> api.assign(".", "nn", "dev", version="1.0")
        >>> api.deregister(".", "nn", version="1.0")
        >>> api.assign(".", "nn", "qa", ref="HEAD", name_version="v2.0.0")
        >>> api.assign(".", "nn", "a b", ref="HEAD")
        >>> api.assign(".", "mm", "prod", ref="HEAD", skip_registration=True)
        >>> api.assign(".", name="kk", stage="prod", ref="HEAD", message="text")
        """,
    ),
    Scenario(
        "api-assign-as-somebody",
        "commit c1",
        """
        >>> api.assign(".", "nn", "prod", ref="HEAD", author="Bo Li", author_email="bo@example.com")
        """,
        Differs("Q46", "refs", lambda answer: answer.count("Bo Li <bo@example.com>") == 2),
    ),
    Scenario(
        "api-unassign",
        STAGED,
        """
        >>> api.unassign(".", "nn", version="v0.0.2", stage="prod")
        >>> api.unassign(".", "nn", ref="HEAD~1", stage="dev", message="text")
        >>> api.unassign(".", "nn", version="v0.0.2", stage="nix")
        >>> api.unassign(".", "nn", stage="prod")
        >>> api.unassign(".", "nn", version="v0.0.2", ref="HEAD", stage="prod")
        >>> api.unassign(".", "nn", version="v0.0.2", stage="prod", delete=True)
        >>> api.unassign(".", "nix", version="v0.0.2", stage="prod")
        """,
    ),
    Scenario(
        "api-deregister",
        STAGED,
        """
        >>> api.deregister(".", "nn", version="v0.0.2")
        >>> api.deregister(".", "nn", version="v0.0.2")
        >>> api.deregister(".", "nn", ref="HEAD~1", message="text", simple=False)
        >>> api.deregister(".", "nn")
        >>> api.deregister(".", "nn", version="v0.0.1", ref="HEAD")
        >>> api.deregister(".", "nn", version="v9.0.0")
        >>> api.deregister(".", "nn", version="v0.0.1", delete=True, force=True)
        """,
    ),
    Scenario(
        "api-deprecate",
        STAGED,
        """
        >>> api.deprecate(".", "nn", message="text")
        >>> api.deprecate(".", "nn")
        >>> api.deprecate(".", "nn", force=True)
        >>> api.deprecate(".", "nix")
        >>> api.deprecate(".", "nn", force=True, simple=True)
        >>> api.deprecate(".", "nn", delete=True, force=True)
        >>> api.show(".")
        """,
    ),
    Scenario(
        "api-stages",
        [STAGED, "echo 'stages: [prod, qa]' > .gto"],
        """
        >>> api.get_stages(".")
        >>> api.get_stages(".", allowed=True)
        >>> api.get_stages(".", used=True)
        """,
        Differs("Q7", '>>> api.get_stages(".", allowed=True, used=True)', saying("WrongArgs: Either")),
    ),
    Scenario(
        "api-stages-without-configuration",
        STAGED,
        """
        >>> api.get_stages(".")
        >>> api.get_stages(".", allowed=True)
        >>> api.get_stages(".", used=True)
        """,
    ),
    Scenario(
        "api-latest-version",
        SAMPLE,
        """
        >>> api.find_latest_version(".", "rf")
        >>> api.find_latest_version(".", "rf", all=True)
        >>> api.find_latest_version(".", "nix")
        >>> api.find_latest_version(".", "rf", registered=False).version
        >>> version = api.find_latest_version(".", "rf")
        >>> (version.version, version.commit_hexsha, version.ref, version.created_at, version.author, version.message)
        >>> (version.is_registered, version.is_active, version.discovered, version.activated_at)
        >>> [event.ref for event in version.get_events()]
        >>> [event.ref for event in version.get_events(direct=False)]
        >>> [event.ref for event in version.get_events(indirect=False, ascending=True)]
        >>> version.get_vstages()
        >>> version.get_vstage("staging").stage
        >>> version.get_vstage("nix")
        >>> version.dict_state()
        """,
    ),
    Scenario(
        "api-versions-in-stage",
        [STAGED, "tag 'nn#prod!#3'"],
        """
        >>> api.find_versions_in_stage(".", "nn", "dev")
        >>> api.find_versions_in_stage(".", "nn", "prod")
        >>> api.find_versions_in_stage(".", "nn", "nix")
        >>> api.find_versions_in_stage(".", "nix", "prod")
        """,
    ),
    Scenario(
        "api-versions-in-stage-after-rollback",
        SAMPLE,
        Differs(
            "Q45",
            '>>> [found.version for found in api.find_versions_in_stage(".", "rf", "production")]',
            saying("['v1.2.3']"),
        ),
        Differs(
            "Q45",
            '>>> [one.version for one in api.find_versions_in_stage(".", "rf", "production", versions_per_stage=-1)]',
            saying("['v1.2.3', 'v1.2.4']"),
        ),
    ),
    Scenario(
        "api-state",
        SAMPLE,
        """
        >>> state = api._get_state(".")
        >>> list(state.artifacts)
        >>> state.unique_stages
        >>> artifact = state.find_artifact("rf")
        >>> (artifact.artifact, artifact.is_active, artifact.is_registered, artifact.unique_stages, artifact.discovered)
        >>> [version.version for version in artifact.get_versions()]
        >>> [version.version for version in artifact.get_versions(ascending=True)]
        >>> artifact.get_latest_version().version
        >>> artifact.find_version("v1.2.3").version
        >>> artifact.find_version("v9.9.9")
        >>> artifact.find_version("v9.9.9", raise_if_not_found=True)
        >>> {stage: [found.version for found in held] for stage, held in artifact.get_vstages().items()}
        >>> state.find_artifact("nix")
        >>> state.find_commit("rf", "v1.2.3")
        >>> [found.artifact for found in state.get_artifacts().values()]
        """,
    ),
    Scenario(
        "api-describe",
        """
        put artifacts.yaml <<'END'
        nn: {type: model, path: m.pkl, labels: [a], description: first}
        END
        commit c1
        tag nn@v0.0.1
        tag 'nn#prod'
        put artifacts.yaml <<'END'
        nn: {type: model, path: m.pkl, description: second, virtual: false}
        END
        commit c2
        """,
        """
        >>> api.describe(".", "nn")
        >>> api.describe(".", "nn", rev="HEAD~1")
        >>> api.describe(".", "nn@latest")
        >>> api.describe(".", "nn@v0.0.1").description
        >>> api.describe(".", "nn#prod").labels
        >>> api.describe(".", "nn@v9.9.9")
        >>> api.describe(".", "nn#nix")
        >>> api.describe(".", "nix")
        >>> api.describe(".", "nix@latest")
        >>> api.describe(".", "nn@latest", rev="HEAD")
        """,
    ),
    Scenario(
        "api-describe-without-annotations",
        ONE_VERSION,
        Differs("Q33", '>>> api.describe(".", "nn")', '>>> api.describe(".", "nn")\nNone'),
    ),
    Scenario(
        "api-is-gto-repo",
        "commit c1",
        """
        >>> api._is_gto_repo(".")
        >>> open(".gto", "w").close()
        >>> api._is_gto_repo(".")
        >>> import os
        >>> os.remove(".gto")
        >>> api.register(".", "nn", "HEAD").tag
        >>> api._is_gto_repo(".")
        """,
        Differs("Q8", '>>> api._is_gto_repo("..")', '>>> api._is_gto_repo("..")\nFalse'),
    ),
    Scenario(
        "api-unknown-revision",
        ONE_VERSION,
        Differs("Q7", '>>> api.register(".", "mm", "nix")', saying("RefNotFound: Ref 'nix' was not found")),
        Differs("Q8", '>>> api.show("..")', saying("NoRepo: No Git repo found in '..'")),
        Differs("Q8", '>>> api.show("no/such/path")', saying("NoRepo: No Git repo found in 'no/such/path'")),
        """
        >>> api.deprecate(".", "nn", ref="nix")
        """,
    ),
    Scenario(
        "api-prints-only-when-told",
        "commit c1\ncommit c2",
        """
        >>> api.register(".", "nn", "HEAD").tag
        >>> from gto.ui import cli_echo
        >>> exec("with cli_echo(): api.register('.', 'mm', 'HEAD', stdout=True)")
        >>> exec("with cli_echo(): api.assign('.', 'mm', 'prod', ref='HEAD', stdout=True)")
        """,
    ),
    Scenario(
        "api-on-a-remote",
        "commit c1\nremote",
        """
        >>> import os
        >>> url = "file://" + os.environ["ROOT"] + "/remote.git"
        >>> api.register(url, "nn", "HEAD").tag
        >>> api.assign(url, "nn", "prod", version="v0.0.1").tag
        >>> api.show(url)
        """,
    ),
    Scenario(
        "api-names-of-the-package",
        "true",
        """
        >>> import gto
        >>> gto.api is api
        """,
        Differs(
            "Q34", ">>> import gto\n>>> [hasattr(gto, n) for n in ['GitRegistry', 'RepoIndexManager']]", saying("False")
        ),
    ),
    Scenario(
        "api-accepts-a-tag-where-a-version-is",
        [ONE_VERSION, "commit c2"],
        Differs("tag-for-version", '>>> api.assign(".", "nn", "dev", version="nn@v0.0.1").tag', saying("'nn#dev#1'")),
        Differs("tag-for-version", "refs", saying("refs/tags/nn#dev#1 ")),
    ),
]
