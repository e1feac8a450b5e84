"""Another version of data that DVC keeps: its hash in a .dvc file or a dvc.lock, and not another line."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gto.annotations import splicing
from gto.annotations.yaml import UnreadableYaml, decode, read_yaml_mapping
from gto.comparison.pipelines import DVC_LOCK
from gto.data.written import join, mapping, place_of, text
from gto.errors import CannotEdit
from gto_studio.errors import WrongInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gto.annotations.entries import Plain
    from gto.annotations.splicing import Place
    from gto_studio.rules.edits.asked import Version

#: The keys under which a hash stands, the likeliest first.
_HASHES = ("md5", "etag", "checksum", "sha256")
#: What DVC writes beside a hash where the storage keeps versions itself: which one it is, of each file.
_OF_CLOUDS = ("cloud", "files")


def files_of(path: str) -> tuple[str, ...]:
    """The files that may track a path, the likeliest first."""
    folders = [posixpath.dirname(path)]
    while folders[-1]:
        folders.append(posixpath.dirname(folders[-1]))
    return (f"{path}.dvc", *(posixpath.join(folder, DVC_LOCK) for folder in folders))


def tracks(data: bytes | None, file: str, path: str) -> bool:
    """Whether a file has an output of this path. CannotEdit."""
    return data is not None and any(True for _ in _places(_read(data, file), file, path))


def edited(data: bytes, file: str, path: str, version: Version) -> bytes:
    """The file with another version of a path. What is not known of the version is taken out, as it would be wrong.

    WrongInput for what is no version of it, or is known by more than its hash; CannotEdit.
    """
    said = _read(data, file)
    edit = decode(data)
    for place, item in _places(said, file, path):
        kind = next((kind for kind in _HASHES if isinstance(item.get(kind), str)), None)
        if kind is None:
            continue
        if str(item[kind]).endswith(".dir") != version.hash.endswith(".dir"):
            wrong = "it is a folder, and that is a file" if str(item[kind]).endswith(".dir") else "it is no folder"
            raise WrongInput(f"That is no version of {path}: {wrong}", fields={f"data:{path}": wrong})
        if item[kind] == version.hash:
            return data
        if by_cloud := next((key for key in _OF_CLOUDS if item.get(key)), None):
            raise WrongInput(
                f"{path} is kept by versions of its cloud storage ('{by_cloud}' in {file}), which a hash does not tell",
                hint=f"take {file} as the other commit has it: git checkout COMMIT -- {file}",
                fields={f"data:{path}": "is versioned by its storage"},
            )
        try:
            edit = splicing.put(edit, (*place, kind), version.hash)
            for key, value in (("size", version.size), ("nfiles", version.nfiles)):
                if key in item:
                    field = (*place, key)
                    edit = splicing.drop(edit, field) if value is None else splicing.put(edit, field, value)
        except UnreadableYaml as error:
            raise CannotEdit(file, str(error)) from None
        return edit.encode()
    raise WrongInput(f"{file} has no version of {path}", fields={f"data:{path}": "is not tracked there"})


def _read(data: bytes, file: str) -> dict[str, Plain]:
    try:
        return read_yaml_mapping(data)
    except UnreadableYaml as error:
        raise CannotEdit(file, str(error), hint="mend the file first") from None


def _places(said: dict[str, Plain], file: str, path: str) -> Iterator[tuple[Place, dict[str, Plain]]]:
    """Where a file has outputs of this path."""
    folder = posixpath.dirname(file)
    if posixpath.basename(file) == DVC_LOCK:
        is_new = "schema" in said or "stages" in said
        stages = mapping(said.get("stages")) if is_new else said
        above: Place = ("stages",) if is_new else ()
        for name, stage in stages.items():
            yield from _outputs(mapping(stage), (*above, name), folder, path)
    else:
        yield from _outputs(said, (), join(folder, text(said.get("wdir"))), path)


def _outputs(said: dict[str, Plain], above: Place, folder: str, path: str) -> Iterator[tuple[Place, dict[str, Plain]]]:
    listed = said.get("outs")
    for i, item in enumerate(listed if isinstance(listed, list) else []):
        about = mapping(item)
        if place_of(folder, text(about.get("path"))) == path:
            yield (*above, "outs", i), about
