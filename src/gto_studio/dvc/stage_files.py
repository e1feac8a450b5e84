"""Stage files of DVC 0.x, which were .dvc files with a command."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gto.data.tracked import Run, content, contents
from gto.data.written import commands, join, mapping, mappings, place_of, text
from gto_studio.dvc.stages import Output, Stage, params_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.annotations.entries import Plain
    from gto_studio.dvc.stages import Role


def is_stage(said: Mapping[str, Plain]) -> bool:
    """Whether a .dvc file is a stage of DVC 0.x, and not a file or folder that is tracked."""
    return "cmd" in said


def stage(said: Mapping[str, Plain], file: str) -> tuple[Stage, Run]:
    """A stage file of DVC 0.x: the stage, and its only run."""
    folder = join(posixpath.dirname(file), text(said.get("wdir")))
    files = [item for item in mappings(said.get("deps")) if "params" not in item]
    values = [item for item in mappings(said.get("deps")) if "params" in item]
    outs = [
        Output(place, _role(item), item.get("cache") is not False, mapping(item.get("plot")))
        for item in mappings(said.get("outs"))
        if (place := place_of(folder, text(item.get("path")))) is not None
    ]
    found = Stage(
        posixpath.basename(file),
        file,
        folder,
        commands(said.get("cmd")),
        tuple(place for item in files if (place := place_of(folder, text(item.get("path")))) is not None),
        tuple(params_of(folder, [{text(item.get("path")): list(mapping(item.get("params")))} for item in values])),
        tuple(outs),
        said.get("frozen") is True or said.get("locked") is True,
        said.get("always_changed") is True,
    )
    run = Run(
        found.cmd,
        {text(item.get("path")): content(item) for item in files},
        {text(item.get("path")): mapping(item.get("params")) for item in values},
        dict(contents(said.get("outs"))),
    )
    return found, run


def _role(item: Mapping[str, Plain]) -> Role:
    if item.get("metric"):
        return "metric"
    return "plot" if item.get("plot") else "out"
