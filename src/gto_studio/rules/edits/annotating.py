"""What is written about an artifact, edited: by the rules of `gto annotate` and `gto remove`, and exactly as a form
shows it. What the form does not show (`meta`, comments, other entries) stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.annotations import either, splicing
from gto.annotations.changes import Change, check, check_path
from gto.annotations.editing import DVC_LAYOUT, LAYOUT, refusals_named
from gto.annotations.entries import Annotation
from gto.annotations.requests import Annotate as Request
from gto.annotations.requests import Remove, choose_file, message_for
from gto.annotations.yaml import UnreadableYaml, decode, read_yaml_mapping
from gto.config import FILE_NAME, Config, configure
from gto.errors import ArtifactExists, CannotEdit, WrongConfig
from gto.registry.names import check_artifact, split
from gto_studio.rules.edits.asked import Annotate
from gto_studio.rules.edits.plans import FileChange

if TYPE_CHECKING:
    from gto.annotations.entries import Plain, Reading
    from gto_studio.rules.edits.asked import Unannotate
    from gto_studio.rules.edits.seen import Seen


def edited(edit: Annotate | Unannotate, commit: str, seen: Seen) -> tuple[FileChange, str]:
    """The one file that an edit changes, on top of a commit, and the usual message. What `gto annotate` refuses."""
    check_artifact(edit.artifact)
    config = _config(seen.file(commit, FILE_NAME))
    reading = seen.reading(commit)
    file = choose_file(edit.artifact, reading, config.INDEX, wanted=edit.file)
    before = data = seen.file(commit, file)
    described = any(a.artifact == edit.artifact and a.source == file for a in reading.annotations)
    request: Request | Remove = Remove(edit.artifact, file)
    if isinstance(edit, Annotate):
        request = _request(edit, file)
        _check(edit, request, reading, config)
    with refusals_named(file):
        if described and not either.has(data, edit.artifact, file=file, index=config.INDEX):
            raise CannotEdit(file, f"the entry of '{edit.artifact}' has an expression for a name")
        if isinstance(edit, Annotate) and data is not None:
            data = _taken_away(data, edit, file, config)
    after = either.edited(data, request, file=file, index=config.INDEX, types=config.types)
    return FileChange(file, before, after), message_for(request)


def _request(edit: Annotate, file: str) -> Request:
    return Request(
        edit.artifact,
        type=edit.type or None,
        path=edit.path or None,
        description=edit.description or None,
        labels=tuple(dict.fromkeys(edit.labels or ())),
        file=file,
    )


def _check(edit: Annotate, request: Request, reading: Reading, config: Config) -> None:
    """The rules that look beyond the entry."""
    described = any(a.artifact == edit.artifact for a in reading.annotations)
    if edit.must_be_new and described:
        raise ArtifactExists(edit.artifact)
    check(Change(split(edit.artifact)[1], type=request.type, labels=request.labels), types=config.types)
    location = Annotation(edit.artifact, request.file or "", path=request.path).location
    check_path(edit.artifact, location, reading.annotations)


def _taken_away(data: bytes, edit: Annotate, file: str, config: Config) -> bytes:
    """The file without what the form shows as empty, and with no other labels than those of the form."""
    is_index = file == config.INDEX
    _, name = split(edit.artifact)
    place = (name,) if is_index else ("artifacts", name)
    text = decode(data)
    entry = splicing.find(text, place)
    if entry is None:
        return data
    wanted: dict[str, Plain] = {"type": edit.type, "description" if is_index else "desc": edit.description}
    for field, value in wanted.items():
        if value == "" and splicing.find(text, (*place, field)) is not None:
            text = splicing.drop(text, (*place, field))
    if edit.labels is not None and splicing.find(text, (*place, "labels")) is not None:
        if edit.labels:
            labels: list[Plain] = [*dict.fromkeys(edit.labels)]
            text = splicing.put(text, (*place, "labels"), labels, layout=LAYOUT if is_index else DVC_LAYOUT)
        else:
            text = splicing.drop(text, (*place, "labels"))
    return text.encode()


def _config(data: bytes | None) -> Config:
    """The settings of the repository; this server's own say nothing about it."""
    try:
        said = read_yaml_mapping(data) if data else None
    except UnreadableYaml as error:
        raise WrongConfig(FILE_NAME, hint=str(error)) from None
    return configure(said, {}, path=FILE_NAME, json=str)
