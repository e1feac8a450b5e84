"""`.gto` and `GTO_*`."""

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION, STAGED


def wrong_file(name: str, text: str, *more: str) -> Scenario:
    return Scenario(
        f"config-{name}",
        [STAGED, f"cat > .gto <<'END'\n{text}\nEND"],
        "gto show",
        *more,
    )


SCENARIOS = [
    Scenario(
        "config-stages-order-the-columns",
        [STAGED, "put .gto <<'END'\n# our stages\nstages: [prod, dev, qa]\ntypes: [model, dataset]\nEND"],
        """
        gto show
        gto show --json
        gto stages
        GTO_STAGES='["qa", "prod"]' gto show --plain
        GTO_STAGES='["qa", "prod"]' gto stages --json
        gto_stages='["dev"]' gto stages
        """,
    ),
    Scenario(
        "config-keys-in-any-case",
        [STAGED, "printf 'STAGES: [prod]\\nTypes: [model]\\n' > .gto"],
        """
        gto stages
        gto show --plain
        """,
    ),
    Scenario(
        "config-empty",
        [STAGED, ": > .gto"],
        """
        gto stages
        gto show --plain
        """,
    ),
    Scenario(
        "config-comments-only",
        [STAGED, "echo '# nothing yet' > .gto"],
        """
        gto stages --json
        gto stages --allowed --json
        """,
    ),
    Scenario(
        "config-stages-left-blank",
        [STAGED, "echo 'stages:' > .gto"],
        """
        gto stages --json
        gto stages --allowed --json
        """,
    ),
    wrong_file("that-is-no-mapping", "- a\n- b"),
    wrong_file(
        "with-an-unknown-key",
        "colour: red",
        """
        gto register nn
        gto parse-tag nn@v0.0.1
        gto --version | cut -c1-8
        gto show -h | sed -n 1p
        """,
    ),
    wrong_file("with-stages-as-text", "stages: dev"),
    wrong_file("with-stages-as-numbers", "stages: [1, 2]"),
    wrong_file("with-an-invalid-stage", "stages: [a b]"),
    wrong_file("that-is-no-yaml", "stages: [dev"),
    Scenario(
        "config-is-read-where-it-lies",
        [
            STAGED,
            """
        echo 'stages: [prod]' > .gto
        mkdir sub
        echo 'stages: [sub]' > sub/.gto
        git worktree add -q ../linked
        echo 'stages: [linked]' > ../linked/.gto
        git clone -q --bare . ../bare.git
        git -C ../bare.git remote remove origin
        echo 'stages: [bare]' > ../bare.git/.gto
        """,
        ],
        """
        cd sub && gto stages
        gto stages -r sub
        gto stages -r ../linked
        gto stages -r ../bare.git
        """,
        Differs("git-folder", "gto stages -r .git", "prod"),
    ),
    Scenario(
        "config-emojis",
        ONE_VERSION,
        """
        GTO_EMOJIS=false gto check-ref nn@v0.0.1
        GTO_EMOJIS=false gto show nix
        GTO_EMOJIS=false gto doctor | tail -1
        GTO_EMOJIS=false gto --version | cut -c1-12
        GTO_EMOJIS=0 gto check-ref nn@v0.0.1
        gto_emojis=no gto check-ref nn@v0.0.1
        GTO_EMOJIS=true gto check-ref nn@v0.0.1
        """,
    ),
    Scenario(
        "config-emojis-in-the-file",
        [ONE_VERSION, "echo 'emojis: false' > .gto"],
        Differs("Q20", "gto check-ref nn@v0.0.1", ' Version "v0.0.1" of artifact "nn" was registered'),
        Differs("Q20", "gto show nix", "[stderr] Cannot find artifact 'nix'\n[exit 1]"),
        Differs("Q20", "gto doctor | grep EMOJIS", "EMOJIS=False"),
    ),
    Scenario(
        "doctor",
        ONE_VERSION,
        Differs("version", "gto --version", saying("🪴  GTO Version: 1.11")),
        Differs("version", "gto doctor | sed -n 1p", saying("🪴  GTO Version: 1.11")),
        """
        gto doctor | tail -n +2
        GTO_EMOJIS=0 gto doctor | tail -n +2
        GTO_STAGES='["b","a"]' gto doctor | grep stages=
        GTO_TYPES='["model"]' gto doctor | grep types=
        GTO_LOG_LEVEL=DEBUG gto doctor | grep LOG_LEVEL=
        GTO_DEBUG=1 gto doctor | grep DEBUG=
        GTO_INDEX=other.yaml gto doctor | grep INDEX=
        """,
    ),
    Scenario(
        "doctor-and-the-repository-s-configuration",
        [ONE_VERSION, "printf 'stages: [dev, prod]\\ntypes: [model]\\n' > .gto"],
        Differs("Q20", "gto doctor | grep stages=", "stages=['dev', 'prod']"),
        Differs("Q20", "gto doctor | grep types=", "types=['model']"),
    ),
    Scenario(
        "doctor-prints-its-block-before-a-wrong-file",
        [ONE_VERSION, "echo 'colour: red' > .gto"],
        "gto doctor | tail -n +2",
        "gto doctor > /dev/null",
    ),
    Scenario(
        "environment-that-is-wrong",
        ONE_VERSION,
        Differs("Q21", "GTO_EMOJIS=maybe gto show", saying("[stderr]", "GTO_EMOJIS", "[exit 1]")),
        Differs("Q21", "GTO_STAGES=dev,prod gto show", saying("[stderr]", "GTO_STAGES", "[exit 1]")),
        Differs("Q21", "GTO_LOG_LEVEL=bogus gto show", saying("[stderr]", "GTO_LOG_LEVEL", "[exit 1]")),
        Differs("Q21", "GTO_STAGES='[\"a b\"]' gto show", saying("[stderr]", "[exit 1]")),
        Differs("Q21", "GTO_EMOJIS=maybe python -c 'import gto' && echo imported", "imported"),
    ),
    Scenario(
        "config-of-enrichments",
        [ONE_VERSION, "echo 'autoload_enrichments: false' > .gto"],
        Differs("Q23", "gto show --plain", "name    latest\nnn      v0.0.1"),
        Differs("Q23", "gto history --json | jq length", "1"),
    ),
]
