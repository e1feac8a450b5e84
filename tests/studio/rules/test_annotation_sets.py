"""A document of annotations has an id that is the same for the same files, and comes apart into what each file says."""

from __future__ import annotations

from gto.annotations import either
from gto.annotations.entries import Problem, Reading
from gto_studio.rules.annotation_sets import Part, Sheet, assembled, is_annotation_file, part, parts_of, reading

INDEX = b"churn:\n  type: model\n  path: churn.pkl\n  labels: [a]\n  custom: {x: 1.5}\n"
DVC = b"artifacts:\n  nlp:\n    path: nlp.pkl\n    type: model\n  bad: {}\n"


def read(data: bytes, file: str) -> Reading:
    return either.reading(data, file=file, index="artifacts.yaml")


SHEETS = {
    Sheet("dvc.yaml", "2"): part(read(DVC, "dvc.yaml"), ["params.yaml"]),
    Sheet("artifacts.yaml", "1"): part(read(INDEX, "artifacts.yaml"), ()),
    Sheet("sub/dvc.yaml", "3"): Part(),
}


def test_a_document_says_what_the_files_say() -> None:
    made = assembled(SHEETS)
    assert made is not None
    said = reading(made[1])
    assert said.annotations == (*read(INDEX, "artifacts.yaml").annotations, *read(DVC, "dvc.yaml").annotations)
    assert [problem.file for problem in said.problems] == ["dvc.yaml"]
    assert [one["location"] for one in made[1]["annotations"]] == ["churn.pkl", "nlp.pkl"]
    assert parts_of(made[1]) == {sheet.path: part for sheet, part in SHEETS.items() if not part.says_nothing}


def test_the_id_stands_for_the_files_that_speak() -> None:
    made = assembled(SHEETS)
    assert made is not None
    backwards = assembled(dict(reversed(SHEETS.items())))
    assert backwards == made
    silent = {sheet: part for sheet, part in SHEETS.items() if not part.says_nothing}
    assert assembled(silent) == made
    moved = {Sheet("dvc.yaml", "2", (("params.yaml", "9"),)): SHEETS[Sheet("dvc.yaml", "2")]}
    ids = [assembled({**silent, **moved}), assembled(moved), made]
    assert len({one[0] for one in ids if one}) == 3


def test_files_that_say_nothing_make_no_document() -> None:
    assert assembled({Sheet("dvc.yaml", "1"): Part()}) is assembled({}) is None
    assert reading(None) == Reading()


def test_names_that_are_no_text_can_be_stored_and_found_again() -> None:
    file = b"\xff/dvc.yaml".decode("utf-8", "surrogateescape")
    made = assembled({Sheet(file, "1"): part(Reading(problems=(Problem(file, "bad"),)), ())})
    assert made is not None
    assert list(parts_of(made[1])) == ["\\xff/dvc.yaml"]


def test_annotation_files_are_known_by_their_names() -> None:
    paths = ("artifacts.yaml", "sub/artifacts.yaml", "dvc.yaml", "sub/dvc.yaml", "xdvc.yaml")
    known = [path for path in paths if is_annotation_file(path, "artifacts.yaml")]
    assert known == ["artifacts.yaml", "dvc.yaml", "sub/dvc.yaml"]
