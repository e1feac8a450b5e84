"""Where the stages of a dvc.yaml run, which is where the paths in its dvc.lock are seen from.

A `wdir` may have expressions: `${model.folder}`, and in `foreach` and `matrix` `${item}` and `${key}`. Where one cannot
be resolved nobody knows the folder, and then nothing is said of that stage.
"""

from __future__ import annotations

import posixpath
from itertools import islice
from typing import TYPE_CHECKING

from gto.annotations.interpolation import files_of, gather, spelled
from gto.annotations.yaml import UnreadableYaml
from gto.data.expansion import STAGES_MAX, expanded
from gto.data.written import join, mapping, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.annotations.entries import Plain
    from gto.annotations.interpolation import Opened


def needed(said: Mapping[str, Plain], file: str) -> tuple[str, ...]:
    """The files that hold the values of the expressions in `wdir`; none where there are no expressions."""
    if not any(
        "${" in text(part.get("wdir")) for stage in mapping(said.get("stages")).values() for part in _parts(stage)
    ):
        return ()
    return files_of(said.get("vars"), posixpath.dirname(file))


def folders(said: Mapping[str, Plain], file: str, opened: Opened) -> dict[str, str | None]:
    """The folder of each stage from the root, by its name in dvc.lock; of one that stands for several, which run in one
    folder, by its name in the dvc.yaml. None: it cannot be resolved. `opened` gives the values of a file."""
    here = posixpath.dirname(file)
    values = gather(said.get("vars"), here, opened) if needed(said, file) else None
    found: dict[str, str | None] = {}
    for name, about in mapping(said.get("stages")).items():
        *_, inner = parts = _parts(about)
        wdir = text(inner.get("wdir")) or text(parts[0].get("wdir"))
        if "${" not in wdir or values is None:
            found[name] = join(here, wdir)
            continue
        found[name] = None
        try:
            for each, _, known in islice(expanded(name, about, values), STAGES_MAX):
                found[each] = join(here, spelled((known or values).put_in(wdir)))
        except UnreadableYaml:
            continue
    return found


def _parts(stage: Plain) -> tuple[dict[str, Plain], ...]:
    """A stage, and what it does for each."""
    about = mapping(stage)
    return (about, mapping(about.get("do"))) if "do" in about else (about,)
