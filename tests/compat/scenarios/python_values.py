"""The plain functions and values that other programs import: constants, tags, versions, exceptions."""

# a command is one line, as it is typed
# ruff: noqa: E501

from ..scenario import Scenario
from .samples import SAMPLE

#: scmrepo's Git where it is installed, as it is beside DVC; else the least that does for one
GIT = """
try:
    from scmrepo.git import Git
except ImportError:
    class Git:
        def __init__(self, root_dir):
            self.root_dir = root_dir
"""

SCENARIOS = [
    Scenario(
        "values-constants",
        "true",
        """
        >>> from gto import constants as c
        >>> list(c.Action)
        >>> [action.value for action in c.Action]
        >>> list(c.VersionSort)
        >>> (c.VersionSort.SemVer.value, c.VersionSort.Timestamp.value)
        >>> (c.SEPARATOR_IN_NAME, c.SEPARATOR_IN_TAG, c.ASSIGNMENTS_PER_VERSION, c.VERSIONS_PER_STAGE)
        >>> (c.COMMIT, c.REF, c.TAG, c.ARTIFACT, c.ACTION, c.TYPE, c.NAME, c.PATH, c.VERSION, c.STAGE, c.COUNTER)
        >>> (c.name_to_tag("a:b"), c.tag_to_name("a=b"), c.name_to_tag("nn"))
        >>> [c.is_hexsha(text) for text in ["a" * 40, "a" * 39, "A" * 40, "g" * 40, ""]]
        >>> c.mark_artifact_unregistered("rf")
        >>> c.Action("assign")
        >>> c.Action("nix")
        """,
    ),
    Scenario(
        "values-names",
        "true",
        """
        >>> from gto.constants import assert_name_is_valid, assert_fullname_is_valid, check_string_is_valid
        >>> good = ["a", "1", "a/b", "a-b", "a_b", "A-B", "a/-b", "latest", "HEAD", "a//b"]
        >>> bad = ["", "_a", "a_", "-a", "a-", "m/", "/m", "a b", "a.b", "a@b", "a#b", "a+b", "a=b", "a:b:c", ":y", "a:", "é"]
        >>> [assert_name_is_valid(name) for name in good]
        >>> assert_name_is_valid("a b")
        >>> assert_name_is_valid("")
        >>> assert_name_is_valid("x:y")
        >>> assert_fullname_is_valid("x:y")
        >>> assert_fullname_is_valid("x:y:z")
        >>> [check_string_is_valid(name) for name in good + bad]
        >>> from gto.exceptions import ValidationError, GTOException
        >>> issubclass(ValidationError, GTOException)
        """,
    ),
    Scenario(
        "values-patterns",
        "true",
        """
        >>> from gto.constants import name_re, fullname_re, tag_re, shortcut_re, git_hexsha_re, fullname_in_tag_re
        >>> [bool(name_re.match(name)) for name in ["a", "a b", "a:b", "a/b", "_a"]]
        >>> fullname_re.match("some/dir:model").groupdict()
        >>> fullname_re.match("model").groupdict()
        >>> fullname_re.match("some/dir/dvc.yaml:model").group("dirname", "name")
        >>> fullname_re.match("a:b:c")
        >>> fullname_in_tag_re.match("some/dir=model").groupdict()
        >>> tag_re.match("nn@v1.0.0-rc.1!#3").groupdict()
        >>> tag_re.match("a=b#prod#2").groupdict()
        >>> tag_re.match("nn@deprecated").groupdict()
        >>> tag_re.match("nix")
        >>> [bool(shortcut_re.match(text)) for text in ["nn@latest", "nn@greatest", "nn@v1.0.0", "nn#prod", "nn", "nn@1"]]
        >>> bool(git_hexsha_re.match("a" * 40))
        """,
    ),
    Scenario(
        "values-shortcuts",
        "true",
        """
        >>> from gto.constants import parse_shortcut
        >>> def shown(text): found = parse_shortcut(text); return (found.name, found.stage, found.version, found.latest, found.shortcut)
        >>> [shown(text) for text in ["nn", "nn@latest", "nn@greatest", "nn@v1.0.0", "nn#prod", "a:b#x/y", "nn@1", "a=b", "n n"]]
        """,
    ),
    Scenario(
        "values-semver",
        "true",
        """
        >>> from gto.versions import SemVer
        >>> (SemVer("v1.2.3").version, SemVer("v1.2.3-rc.1+b").version)
        >>> SemVer("1.2.3")
        >>> SemVer("nix")
        >>> [SemVer.is_valid(text) for text in ["v1.2.3", "1.2.3", "v1.2", "v1.2.3-rc.1+b", "", None, 3, "v01.0.0"]]
        >>> SemVer("v1.2.3") < SemVer("v1.10.0")
        >>> SemVer("v1.0.0-rc.1") < SemVer("v1.0.0")
        >>> SemVer("v1.0.0-alpha.2") < SemVer("v1.0.0-alpha.11")
        >>> SemVer("v1.0.0") == "v1.0.0"
        >>> SemVer("v1.0.0+a") == SemVer("v1.0.0+b")
        >>> SemVer("v1.0.0+a") < SemVer("v1.0.0+b")
        >>> SemVer("v1.0.0") > "v0.9.9"
        >>> (SemVer("v1.2.3").bump_major().version, SemVer("v1.2.3").bump_minor().version, SemVer("v1.2.3").bump_patch().version)
        >>> SemVer("v2.1.0-rc.1").bump_patch().version
        >>> SemVer("v2.2.0-rc.1+b").bump_minor().version
        >>> SemVer("v1.2.3").bump(bump_major=True).version
        >>> SemVer("v1.2.3").bump()
        >>> SemVer("v1.2.3").bump(bump_major=True, bump_minor=True)
        >>> SemVer.get_minimal().version
        >>> hash(SemVer("v1.0.0"))
        >>> max([SemVer("v1.0.0"), SemVer("v1.0.1-rc.1")]).version
        """,
    ),
    Scenario(
        "values-sort-versions",
        "true",
        """
        >>> from gto.base import sort_versions
        >>> from gto.constants import VersionSort
        >>> rows = [{"version": v, "created_at": t} for t, v in enumerate(["v1.0.0", "abc", "v1.10.0", "v1.9.0", "v2.0.0-rc.1", "zzz"])]
        >>> [row["version"] for row in sort_versions(rows)]
        >>> [row["version"] for row in sort_versions(rows, ascending=True)]
        >>> [row["version"] for row in sort_versions(rows, sort=VersionSort.Timestamp)]
        >>> [row["version"] for row in sort_versions(rows, sort="Timestamp", ascending=True)]
        >>> [row["version"] for row in sort_versions(rows, sort="SemVer")]
        >>> sort_versions(rows, sort="nix")
        >>> sort_versions([])
        >>> sort_versions([{"v": "v1.0.0"}, {"v": "v2.0.0"}], version="v")
        >>> [row["version"] for row in sort_versions(iter([{"version": "v1.0.0"}, {"version": "v2.0.0"}]))]
        """,
    ),
    Scenario(
        "values-tag-names",
        SAMPLE,
        """
        >>> from gto import tag
        >>> from gto.constants import Action
        >>> tag.parse_name("nn@v0.0.1")
        >>> tag.parse_name("a=b#prod!#7")
        >>> tag.parse_name("nix")
        >>> tag.parse_name("nix", raise_on_fail=False)
        >>> tag.name_tag(Action.REGISTER, "a:b", version="v1.0.0", simple=True)
        >>> tag.name_tag(Action.DEREGISTER, "nn", version="v1.0.0", simple=True)
        >>> tag.name_tag(Action.ASSIGN, "nn", stage="prod", simple=True)
        >>> tag.name_tag(Action.UNASSIGN, "nn", stage="prod", simple=True)
        >>> tag.name_tag(Action.DEPRECATE, "nn", simple=True)
        >>> tag.name_tag(Action.ASSIGN, "nn", stage="prod")
        >>> tag.name_tag(Action.CREATE, "nn", simple=True)
        >>> tag.COUNT_DELIMITER
        >>> tag.find()
        """,
    ),
    Scenario(
        "values-tags-found",
        [SAMPLE, "tag 'rf#staging!#5'\ntag nn@deprecated\ntag nn@v0.0.1!"],
        f"""
        >>> exec({GIT!r})
        >>> from gto import tag
        >>> from gto.constants import Action
        >>> from gto.base import sort_versions
        >>> [found.name for found in tag.find(scm=Git("."))]
        >>> [found.name for found in tag.find(name="rf", scm=Git("."))]
        >>> [found.name for found in tag.find(action=Action.REGISTER, scm=Git("."))]
        >>> [found.name for found in tag.find(action=frozenset([Action.REGISTER, Action.ASSIGN]), scm=Git("."))]
        >>> [found.name for found in tag.find(name="nn", version="v0.0.1", scm=Git("."))]
        >>> [found.name for found in tag.find(name="rf", stage="staging", scm=Git("."))]
        >>> [found.name for found in tag.find(name="some/dir:deep/model", scm=Git("."))]
        >>> tag.find(name="nix", scm=Git("."))
        >>> tag.find(sort="by_name", scm=Git("."))
        >>> found = tag.find(name="rf", version="v1.2.3", scm=Git("."))[-1]
        >>> (found.name, found.target, found.tagger_name, found.tagger_email, found.tag_time, found.tag_time_offset)
        >>> found.message.strip()
        >>> found.tag_datetime
        >>> parsed = tag.parse_tag(found)
        >>> (parsed.action, parsed.name, parsed.created_at, parsed.version, parsed.stage, parsed.tag.target)
        >>> every = tag.find(action=Action.REGISTER, name="rf", scm=Git("."))
        >>> sort_versions(tag.parse_tag(one) for one in every)[0].tag.target
        >>> tag.name_tag(Action.ASSIGN, "rf", stage="prod", scm=Git("."))
        >>> tag.name_tag(Action.REGISTER, "rf", version="v9.0.0", scm=Git("."))
        >>> tag.name_tag(Action.ASSIGN, "new", stage="prod", scm=Git("."))
        >>> sorted(api.show(Git(".")))
        >>> api.register(Git("."), "mm", "HEAD").tag
        """,
    ),
    Scenario(
        "values-tags-made",
        "commit c1",
        f"""
        >>> exec({GIT!r})
        >>> from gto import tag
        >>> tag.create_tag(Git("."), "nn@v0.0.1", "HEAD", "text")
        >>> tag.create_tag(Git("."), "nn@v0.0.1", "HEAD", "text")
        >>> tag.create_tag(Git("."), "nn@v0.0.2", "nix", "text")
        >>> tag.create_tag(Git("."), "nn#prod#1", "HEAD", "text", tagger="Bo Li", tagger_email="bo@example.com")
        >>> tag.delete_tag(Git("."), "nn@v0.0.1")
        >>> tag.delete_tag(Git("."), "nn@v0.0.1")
        """,
    ),
    Scenario(
        "values-exceptions",
        "true",
        """
        >>> from gto import exceptions as e
        >>> str(e.InvalidVersion("x"))
        >>> str(e.VersionExistsForCommit("nn", "v0.0.1"))
        >>> str(e.VersionAlreadyRegistered("v1.0.0"))
        >>> str(e.VersionRequired("nn"))
        >>> str(e.ManyVersions("nn", ["v0.0.1", "v0.0.2"]))
        >>> str(e.ArtifactNotFound("x"))
        >>> str(e.NoStageForVersion("a", "v", "s"))
        >>> str(e.UnknownStage("s", ["dev", "prod"]))
        >>> str(e.UnknownType("t", ["model"]))
        >>> str(e.RefNotFound("x"))
        >>> str(e.InvalidTagName("x"))
        >>> str(e.TagExists("x"))
        >>> str(e.TagNotFound("x"))
        >>> str(e.MissingArg("scm"))
        >>> str(e.WrongConfig("p"))
        >>> str(e.NoRepo("p"))
        >>> str(e.WrongArtifactsYaml())
        >>> str(e.NoFile("p"))
        >>> str(e.ArtifactExists("x"))
        >>> str(e.PathIsUsed("t", "n", "p"))
        >>> str(e.ValidationError("text"))
        >>> str(e.WrongArgs("text"))
        >>> e.WrongArgs("text").msg
        >>> e.ArtifactNotFound("x").msg
        >>> str(e.NoActiveAssignment("s", "n"))
        >>> str(e.IncomparableVersions("a", "b"))
        >>> str(e.UnknownAction("a"))
        >>> str(e.NotImplementedInGTO("text"))
        >>> sorted(n for n, v in vars(e).items() if isinstance(v, type) and issubclass(v, e.GTOException) and n in "AmbiguousArg NotFound GTOException".split())
        """,
    ),
    Scenario(
        "values-of-the-package",
        "true",
        """
        >>> import gto
        >>> (gto.CONFIG.INDEX, gto.CONFIG.CONFIG_FILE_NAME, gto.CONFIG.EMOJIS, gto.CONFIG.stages, gto.CONFIG.types)
        >>> from gto.config import CONFIG_FILE_NAME
        >>> CONFIG_FILE_NAME
        >>> from gto.cli import app
        >>> callable(app)
        """,
    ),
]
