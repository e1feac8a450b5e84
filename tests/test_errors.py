"""Every failure says what is wrong, under a code that stays, and most say what to do."""

from __future__ import annotations

import inspect
import pickle

import pytest

from gto import errors
from gto.errors import GtoError

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, GtoError)]
EXAMPLES: list[tuple[GtoError, str]] = [
    (errors.IncomparableVersions("v1", 2), "You can compare only versions of the same system, but not 'v1' and '2'"),
    (errors.MissingArg("name"), "'name' is required"),
    (errors.UnknownAction("fly"), "Unknown action 'fly' was requested"),
    (errors.InvalidTagName("x"), "Cannot parse tag name 'x'"),
    (
        errors.VersionExistsForCommit("nn", "v1.0.0"),
        "'nn' is already registered in this commit with version 'v1.0.0'",
    ),
    (errors.VersionAlreadyRegistered("v1.0.0"), "Version 'v1.0.0' already was registered.\n"),
    (errors.VersionRequired("nn"), "No versions found for 'nn'"),
    (errors.ArtifactNotFound("nn"), "Cannot find artifact 'nn'"),
    (
        errors.NoStageForVersion("nn", "v1.0.0", "prod"),
        "The artifact 'nn' version 'v1.0.0' is not in stage 'prod'",
    ),
    (errors.NoActiveAssignment("prod", "nn"), "No version in stage 'prod' was found for 'nn'"),
    (errors.UnknownStage("x", ["dev"]), "Allowed stages are: '['dev']'"),
    (errors.UnknownType("x", ["model"]), "Allowed types are: '['model']'"),
    (errors.NoRepo("/there"), "No Git repo found in '/there'"),
    (errors.RefNotFound("x"), "Ref 'x' was not found in the repository history"),
    (errors.TagExists("t"), "tag 't' already exists"),
    (errors.TagNotFound("t"), "tag 't' is not found"),
    (errors.WrongConfig(".gto"), "Wrong config file '.gto'"),
    (errors.WrongArtifactsYaml(), "artifacts.yaml file doesn't conform to GTO format"),
    (errors.NoFile("x"), "Nothing found in 'x' for checked out commit"),
    (errors.ArtifactExists("nn"), "Enrichment for 'nn' already exists"),
    (errors.PathIsUsed("model", "nn", "a/b"), "Provided path conflicts with 'a/b' ('model' 'nn')"),
]


@pytest.mark.parametrize(("error", "sentence"), EXAMPLES, ids=lambda value: getattr(value, "code", ""))
def test_the_sentence_is_the_one_that_programs_match(error: GtoError, sentence: str) -> None:
    assert str(error) == error.message == error.msg == sentence


def test_no_two_failures_share_a_code() -> None:
    codes = [c.code for c in CLASSES]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and " " not in code and "_" not in code for code in codes)


def test_each_is_a_gto_error_and_an_exception() -> None:
    assert all(issubclass(c, GtoError) and issubclass(c, Exception) for c in CLASSES)


@pytest.mark.parametrize("error", [errors.GtoError("fact", hint="step"), errors.GitFailed("fact", hint="step")])
def test_a_hint_is_the_next_step_and_no_part_of_the_sentence(error: GtoError) -> None:
    assert (str(error), error.hint) == ("fact", "step")


def test_without_a_hint_there_is_none() -> None:
    assert GtoError().hint is None
    assert GtoError("x").args == ("x",)
    assert pickle.loads(pickle.dumps(GtoError("x"))).args == ("x",)


@pytest.mark.parametrize(
    "error", [errors.NoIdentity(), errors.GitMissing(), errors.GitTooOld("2.30"), errors.GitTimeout("fetch", 300.0)]
)
def test_what_stops_everything_says_what_to_do(error: GtoError) -> None:
    assert error.hint
