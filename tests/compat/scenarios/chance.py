"""Names and histories made by chance, always the same ones: what nobody would have thought of."""

# a command is one line, as it is typed
# ruff: noqa: E501

from random import Random

from ..scenario import Differs, Scenario, saying
from .samples import ONE_VERSION

PIECES = "a nn A é 0 v1 v1.0.0 v0.0.1-rc.1 +b v01.2.3 -01 .0 1.0.0 rc @ # ! = : / - _ . \\\\ #1 #01 #prod @deprecated @latest @greatest @v2.3.4"
VERSIONS = ["v0.0.1", "v0.1.0", "v1.0.0", "v1.0.0-rc.1", "v2.0.0+b", "v10.0.0"]


def history(seed: int) -> str:
    """Three artifacts on five commits. No accident that GTO 1.10.1 is known for: a version has one commit, a commit one
    version of an artifact, a stage is on a version, tags are a minute apart."""
    chance = Random(seed)
    lines = [f"commit c{number}" for number in range(5)]
    version_at: dict[tuple[str, int], str] = {}
    for counter in range(1, 25):
        artifact, back = chance.choice(["a", "a", "b", "x/y=z"]), chance.randrange(5)
        kind = chance.choice(["@"] * 4 + ["#"] * 5 + ["deprecated"])
        if kind == "@":
            free = [v for v in VERSIONS if (artifact, v) not in {(a, held) for (a, _), held in version_at.items()}]
            version = version_at.setdefault((artifact, back), chance.choice(free or ["v99.0.0"]))
            first = f"{artifact}@{version}" not in "\n".join(lines)
            what = f"@{version}{'' if first else chance.choice(['', '!'])}"
        elif kind == "deprecated":
            what = "@deprecated"
        elif (artifact, back) in version_at:
            what = f"#{chance.choice(['dev', 'prod', 'eu/w'])}{chance.choice(['', '', '!'])}"
        else:
            continue
        lines.append(f"tag '{artifact}{what}#{counter}' HEAD~{back}")
    return "\n".join(lines)


SCENARIOS = [
    *(
        Scenario(
            f"history-by-chance-{seed}",
            history(seed),
            """
            gto history --plain
            gto show -d --json
            gto history --json
            gto print-state
            >>> api.show(".", versions_per_stage=-1)
            >>> api.show(".", sort="SemVer", versions_per_stage=2)
            >>> [api.show(".", name, deprecated=True) for name in api.show(".", deprecated=True)]
            >>> [api.show(".", name + "#prod") for name in api.show(".", deprecated=True)]
            >>> [[v.version for v in api.find_latest_version(".", name, all=True)] for name in api.show(".", deprecated=True)]
            >>> api.get_stages(".")
            >>> [api.check_ref(".", row["ref"]) for row in api.history(".")]
            """,
        )
        for seed in range(8)
    ),
    Scenario(
        "names-by-chance",
        "true",
        f"""
        >>> from random import Random
        >>> from gto import constants as c
        >>> from gto.versions import SemVer
        >>> chance, pieces = Random(7), "{PIECES}".split()
        >>> texts = ["".join(chance.choice(pieces) for _ in range(chance.randint(1, 6))) for _ in range(4000)]
        >>> exec("def parsed(text):\\n try: return show(api.parse_tag(text))\\n except Exception as e: return repr(e.msg)")
        >>> for text in texts: print(text, parsed(text))
        >>> for text in texts: print(text, SemVer.is_valid(text), c.check_string_is_valid(text), c.is_hexsha(text))
        >>> for text in texts: print(text, (m := c.fullname_re.match(text)) and m.groupdict(), bool(c.fullname_in_tag_re.match(text)))
        >>> for text in texts: print(text, (p := c.parse_shortcut(text)) and (p.name, p.stage, p.version, p.latest, p.shortcut))
        """,
    ),
    Scenario(
        "versions-by-chance",
        "true",
        """
        >>> from random import Random
        >>> from gto.versions import SemVer
        >>> from gto.base import sort_versions
        >>> chance, ends = Random(7), ["", "-rc.1", "-rc.2", "-rc.10", "-alpha", "-1", "-a-b", "+x", "-rc.1+y"]
        >>> texts = [f"v{a}.{b}.{c}{end}" for a in (0, 1, 10) for b in (0, 2) for c in (0, 9, 10) for end in ends]
        >>> for _ in range(2000): a, b = chance.choice(texts), chance.choice(texts); print(a, b, SemVer(a) < SemVer(b), SemVer(a) == SemVer(b), SemVer(a) >= SemVer(b))
        >>> for _ in range(200): print([v["version"] for v in sort_versions([{"version": text} for text in chance.sample(texts, 12)])])
        """,
    ),
    Scenario(
        "names-that-would-move-the-cursor",
        ONE_VERSION,
        Differs(
            "escapes", "gto register \"$(printf 'a\\033[2Jb')\"", saying("[stderr] ❌ Invalid value 'a\\x1b[2Jb'.")
        ),
    ),
]
