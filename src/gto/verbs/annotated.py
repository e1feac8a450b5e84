"""What is written about artifacts beside their tags: the annotations that a commit's files hold.

All of a commit's `dvc.yaml` files and its `artifacts.yaml` are read in one batch. What was read is remembered by the
id of the commit's tree, which stands for every byte in it; YAML is loaded only for files not seen before.
"""

from __future__ import annotations

from gto.annotations.entries import DVC_YAML, Annotation, Problem, Reading
from gto.git import cache, files
from gto.registry import oddities

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gto.git.files import FileAt
    from gto.git.place import Place
    from gto.registry.oddities import Oddity

    #: A Reading as plain tuples, which is what a memory can keep.
    Plain = tuple[tuple[tuple[object, ...], ...], tuple[tuple[object, ...], ...]]

#: For whom nothing was found in a commit: it may stand in the work tree.
COMMIT_FIRST = "`gto show` lists the artifacts; what is written about one counts when it is committed"
#: Trees whose annotations are remembered for one repository.
TREES_MAX = 2_000
#: What is said of a file, and of all files of a commit, that cannot be read.
NO_FILE = f"it is missing here, damaged, or larger than {files.FILE_BYTES_MAX} bytes"
NO_FILES = "the files of the commit are missing here or damaged, so their annotations are unknown"
NO_COMMIT = "its commit is missing here or damaged, so annotations are unknown"


def annotations_in(place: Place, trees: Iterable[str], index: str) -> dict[str, Reading]:
    """For each tree what its annotation files say; `index` names the older file, `artifacts.yaml`."""
    where = f"annotations-{cache.key(place.common_dir)}"
    known = cache.recall(where)
    memory: dict[tuple[str, str], Plain] = known if isinstance(known, dict) else {}
    wanted = list(dict.fromkeys(trees))
    fresh = [tree for tree in wanted if (index, tree) not in memory]
    if fresh:
        for tree, reading in _read(place, fresh, index).items():
            memory[index, tree] = (
                tuple(map(tuple, reading.annotations)),
                tuple(map(tuple, reading.problems)),
            )
        lasting = {key: plain for key, plain in memory.items() if _is_lasting(plain)}
        cache.remember(where, dict(list(lasting.items())[-TREES_MAX:]))
    return {tree: _reading(memory[index, tree]) for tree in wanted}


def remarks(reading: Reading) -> list[Oddity]:
    """What is odd about the files."""
    return [
        oddities.unread_file(problem.file, problem.message)
        if problem.message in (NO_FILE, NO_FILES, NO_COMMIT)
        else oddities.bad_annotation(problem.file, problem.message)
        for problem in reading.problems
    ]


def _is_lasting(plain: Plain) -> bool:
    """Whether a reading will be true tomorrow: what is missing today may have been fetched by then."""
    return not any(problem[1] in (NO_FILE, NO_FILES) for problem in plain[1])


def _reading(plain: Plain) -> Reading:
    annotations, problems = plain
    return Reading(
        tuple(Annotation(*fields) for fields in annotations),  # type: ignore[arg-type]
        tuple(Problem(*fields) for fields in problems),  # type: ignore[arg-type]
    )


def _read(place: Place, trees: Sequence[str], index: str) -> dict[str, Reading]:
    found = files.named(place, trees, (DVC_YAML, index.rpartition("/")[2]))
    wanted = {
        tree: [file for file in listed if file.path == index or file.path.rpartition("/")[2] == DVC_YAML]
        for tree, listed in found.items()
    }
    content = files.read(place, [file for listed in wanted.values() for file in listed])
    unread = Reading(problems=(Problem(index, NO_FILES),))
    read = {tree: Reading() if tree in found else unread for tree in trees}
    if not content:
        return read
    beside = _beside(place, wanted, content)
    parsed: dict[tuple[FileAt, tuple[FileAt, ...]], Reading] = {}
    for tree, listed in wanted.items():
        parts = []
        for file in listed:
            company = beside.get((tree, file), ())
            if (file, company) not in parsed:
                parsed[file, company] = _parse(file, company, content, index)
            parts.append(parsed[file, company])
        read[tree] = Reading(sum((p.annotations for p in parts), ()), sum((p.problems for p in parts), ()))
    return read


def _beside(
    place: Place, wanted: Mapping[str, Sequence[FileAt]], content: dict[str, bytes | None]
) -> dict[tuple[str, FileAt], tuple[FileAt, ...]]:
    """The files whose values a dvc.yaml uses in `${…}`; their content is added to `content`."""
    from gto.annotations.dvc_yaml import needed_files  # loads the YAML library, 28 ms

    needed = {
        (tree, file): set(needed_files(content[file.id] or b"", file.path))
        for tree, listed in wanted.items()
        for file in listed
        if file.path.rpartition("/")[2] == DVC_YAML
    }
    trees = [tree for (tree, _), paths in needed.items() if paths]
    if not trees:
        return {}
    names = sorted({path.rpartition("/")[2] for paths in needed.values() for path in paths})
    listed = files.named(place, trees, names)
    company = {
        (tree, file): tuple(found for found in listed.get(tree, ()) if found.path in paths)
        for (tree, file), paths in needed.items()
    }
    content |= files.read(place, [file for found in company.values() for file in found])
    return company


def _parse(file: FileAt, company: Sequence[FileAt], content: Mapping[str, bytes | None], index: str) -> Reading:
    from gto.annotations.artifacts_yaml import read_artifacts_yaml  # these load the YAML library, 28 ms
    from gto.annotations.dvc_yaml import read_dvc_yaml

    data = content[file.id]
    if data is None:
        return Reading(problems=(Problem(file.path, NO_FILE),))
    if file.path == index:
        return read_artifacts_yaml(data, file=file.path)
    return read_dvc_yaml(data, file=file.path, files={f.path: content[f.id] or b"" for f in company})
