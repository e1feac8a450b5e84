"""Settings: which values are taken, which are refused and how, and who wins."""

from __future__ import annotations

from contextlib import suppress
from json import loads

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.config import KEYS, Config, configure, emojis
from gto.errors import WrongConfig, WrongSetting


def config(file: dict[str, object] | None = None, **environment: str) -> Config:
    return configure(file, environment, path=".gto", json=loads)


def test_without_a_file_and_variables_everything_is_as_documented() -> None:
    assert config() == config({}) == Config()
    assert Config().lines() == [
        "INDEX='artifacts.yaml'",
        "CONFIG_FILE_NAME='.gto'",
        "LOG_LEVEL='INFO'",
        "DEBUG=False",
        "EMOJIS=True",
        "types=None",
        "stages=None",
        "enrichments=[]",
        "autoload_enrichments=True",
    ]


GOOD: list[tuple[str, object, object]] = [
    ("index", "models.yaml", "models.yaml"),
    ("log_level", "debug", "debug"),
    ("emojis", False, False),
    ("emojis", "off", False),
    ("debug", 1, True),
    ("autoload_enrichments", "no", False),
    ("types", ["model", "data-set"], ("model", "data-set")),
    ("stages", ["dev", "a/b", "PROD"], ("dev", "a/b", "PROD")),
    ("stages", [], ()),
    ("stages", None, None),
    ("enrichments", [{"type": "mlem"}], (("mlem", ()),)),
    ("enrichments", [{"type": "mlem", "config": {"a": 1}}], (("mlem", (("a", 1),)),)),
    ("enrichments", [{"type": "mlem", "config": None}], (("mlem", ()),)),
]


@pytest.mark.parametrize(("key", "given", "taken"), GOOD)
def test_values_that_are_taken(key: str, given: object, taken: object) -> None:
    field = KEYS[key]
    for spelling in (key, key.upper(), key.title()):
        assert getattr(config({spelling: given}), field) == taken


BAD: list[tuple[str, object, str]] = [
    ("index", 1, "text"),
    ("index", None, "text"),
    ("log_level", "loud", "CRITICAL, ERROR, WARNING, INFO, DEBUG"),
    ("log_level", 10, "text"),
    ("emojis", "perhaps", "true or false"),
    ("emojis", None, "true or false"),
    ("debug", 2, "true or false"),
    ("debug", [], "true or false"),
    ("stages", "dev", "list of names"),
    ("stages", {"dev": 1}, "list of names"),
    ("stages", ["dev", 1], "list of names"),
    ("stages", ["dev", "a b"], "'a b' is no name"),
    ("stages", ["-dev"], "'-dev' is no name"),
    ("stages", [""], "'' is no name"),
    ("types", ["mo\x1bdel"], "'mo\\x1bdel' is no name"),
    ("enrichments", {}, "list of"),
    ("enrichments", ["mlem"], "list of"),
    ("enrichments", [{"type": 1}], "list of"),
    ("enrichments", [{"type": "mlem", "x": 1}], "list of"),
    ("enrichments", [{"type": "mlem", "config": ["a"]}], "mapping"),
    ("enrichments", [{"type": "mlem", "config": "x"}], "mapping"),
    ("emojis", "maybe", "setting 'emojis': it has to be true or false"),
    ("colour", "red", "there is no setting 'colour'"),
    ("sta\x1bges", [], "there is no setting 'sta\\x1bges'"),
]


@pytest.mark.parametrize(("key", "given", "why"), BAD)
def test_values_that_are_refused_name_the_file_and_the_key(key: str, given: object, why: str) -> None:
    with pytest.raises(WrongConfig, match=r"Wrong config file '\.gto'") as refused:
        config({key: given})
    assert why in (refused.value.hint or "")


@pytest.mark.parametrize(
    ("variable", "text", "field", "taken"),
    [
        ("GTO_STAGES", '["dev", "prod"]', "stages", ("dev", "prod")),
        ("GTO_stages", "[]", "stages", ()),
        ("GTO_TYPES", "null", "types", None),
        ("gto_emojis", "FALSE", "EMOJIS", False),
        ("GTO_EMOJIS", "y", "EMOJIS", True),
        ("GTO_DEBUG", "1", "DEBUG", True),
        ("GTO_INDEX", "models.yaml", "INDEX", "models.yaml"),
        ("GTO_INDEX", "", "INDEX", ""),
        ("GTO_LOG_LEVEL", "ERROR", "LOG_LEVEL", "ERROR"),
        ("GTO_ENRICHMENTS", '[{"type": "mlem"}]', "enrichments", (("mlem", ()),)),
    ],
)
def test_variables_that_are_taken(variable: str, text: str, field: str, taken: object) -> None:
    assert getattr(config(None, **{variable: text}), field) == taken


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("GTO_STAGES", "dev,prod"),
        ("GTO_STAGES", '"dev"'),
        ("GTO_STAGES", '["a b"]'),
        ("GTO_STAGES", ""),
        ("GTO_TYPES", "{}"),
        ("GTO_EMOJIS", ""),
        ("GTO_DEBUG", "perhaps"),
        ("GTO_LOG_LEVEL", "loud"),
        ("GTO_ENRICHMENTS", "[1]"),
    ],
)
def test_variables_that_are_refused_are_named(variable: str, text: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        config(None, **{variable: text})
    assert refused.value.message.startswith(f"{variable}={text}: it has to be") or "is no name" in refused.value.message


def test_other_variables_are_none_of_our_business() -> None:
    assert config(None, GTO_CACHE_DIR="x", GTO_GIT_TIMEOUT="y", STAGES="z", GTOSTAGES="a", gto="b") == Config()


@given(st.sampled_from(["INDEX", "EMOJIS", "stages", "LOG_LEVEL"]))
def test_the_environment_beats_the_file_one_value_at_a_time(key: str) -> None:
    file: dict[str, object] = {"INDEX": "f", "EMOJIS": False, "stages": ["f"], "LOG_LEVEL": "ERROR"}
    theirs = {"INDEX": "e", "EMOJIS": "true", "stages": '["e"]', "LOG_LEVEL": "DEBUG"}
    environment = {"INDEX": "e", "EMOJIS": True, "stages": ("e",), "LOG_LEVEL": "DEBUG"}
    merged = config(file, **{f"GTO_{key}": theirs[key]})
    assert merged == config(file)._replace(**{key: environment[key]})


@given(
    st.dictionaries(
        st.sampled_from([*KEYS, "other"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(st.text() | st.dictionaries(st.text(), st.text())),
    )
)
def test_whatever_a_file_holds_is_taken_or_refused_as_ours(file: dict[str, object]) -> None:
    with suppress(WrongConfig):
        assert isinstance(config(file), Config)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [({}, True), ({"GTO_EMOJIS": "false"}, False), ({"gto_emojis": "0"}, False), ({"GTO_EMOJIS": "what"}, True)],
)
def test_emojis_are_known_before_any_file_is_read(environment: dict[str, str], *, wanted: bool) -> None:
    assert emojis(environment) is wanted
