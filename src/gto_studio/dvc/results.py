"""Stages and what is tracked, put together: which content each path has, and whether a stage is as it last ran."""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from gto.data.tracked import NOTHING, Run
from gto.data.written import place_of
from gto_studio.dvc import cells, formats, layout
from gto_studio.dvc.asking import LISTED, Failure, Kept
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gto.annotations.entries import Plain
    from gto.data.tracked import Content, Import
    from gto_studio.dvc.stages import Stage

#: So many reasons are given why a stage is not as it ran.
REASONS_MAX = 20


@dataclass(frozen=True, slots=True)
class Tracked:
    """What the .dvc files of a commit track, by path; the same object while they do not change."""

    contents: Mapping[str, Content]
    #: As `outs` of a document has it.
    outs: Mapping[str, dict[str, Any]]
    kept: Mapping[str, Kept]
    #: Where what was imported comes from, as `imports` of a document has it.
    imports: Mapping[str, dict[str, Any]]
    #: What was imported from within the repository, as `deps` of a document has it.
    deps: Mapping[str, dict[str, Any]]


class Pointer(NamedTuple):
    """A .dvc file: its path, what it tracks, by path, and where that was imported from."""

    file: str
    contents: tuple[tuple[str, Content], ...]
    origin: Import | None


def tracking(data: Iterable[Pointer], projects: Sequence[str]) -> Tracked:
    """Put together what .dvc files track."""
    listed = list(data)
    found = [(one.file, path, content) for one in listed for path, content in one.contents]
    origins = {path: one.origin for one in listed if one.origin is not None for path, _ in one.contents}
    own = [
        (place, one.origin.content)
        for one in listed
        if one.origin is not None
        and not one.origin.path
        and (place := place_of(posixpath.dirname(one.file), one.origin.url)) is not None
    ]
    return Tracked(
        {path: content for _, path, content in found},
        {storable.name(path): _output(content, cache=content.cache, is_source=True) for _, path, content in found},
        {
            path: _kept(path, content, layout.project_of(file, projects))
            for file, path, content in found
            if content.cache and _is_known(content)
        },
        {storable.name(path): _origin(one) for path, one in origins.items()},
        {storable.name(path): _content(content) for path, content in own},
    )


class Results:
    """What a commit's stages left."""

    def __init__(
        self, stages: Sequence[Stage], runs: Mapping[tuple[str, str], Run], tracked: Tracked, projects: Sequence[str]
    ) -> None:
        """`runs`: by the file and the name of the stage."""
        self._stages = stages
        self._deps: dict[tuple[str, str], dict[str, Content]] = {}
        self._runs = runs
        self._tracked = tracked
        written: dict[str, Content] = {}
        kept = dict(tracked.kept)
        for stage in stages:
            run = runs.get((stage.file, stage.name), _NEVER)
            self._deps[stage.file, stage.name] = _placed(stage.folder, run.deps)
            outs = _placed(stage.folder, run.outs)
            for out in stage.outs:
                content = written[out.path] = outs.get(out.path, NOTHING)
                if out.cache and _is_known(content):
                    kept[out.path] = _kept(out.path, content, layout.project_of(stage.file, projects))
        self._written = written
        #: By path: what DVC keeps outside of Git, of known hash.
        self.kept: Mapping[str, Kept] = kept

    def deps(self) -> dict[str, dict[str, Any]]:
        """What stages read, with the content that it had when they ran."""
        found = dict(self._tracked.deps)
        for stage in self._stages:
            known = self._deps[stage.file, stage.name]
            for path in stage.deps:
                found[storable.name(path)] = _content(known.get(path, NOTHING))
        return found

    def outs(self) -> dict[str, dict[str, Any]]:
        """What is tracked, and what stages write that is neither a metric nor a plot."""
        found = dict(self._tracked.outs)
        for stage in self._stages:
            for out in stage.outs:
                if out.role == "out":
                    content = self._written[out.path]
                    found[storable.name(out.path)] = _output(content, cache=out.cache, is_source=False)
        return found

    def imports(self) -> Mapping[str, dict[str, Any]]:
        """Where what was imported comes from."""
        return self._tracked.imports

    def origin(self, path: str) -> str | None:
        """In words, where a path was imported from that is, or lies in, something imported."""
        while path:
            if (found := self._tracked.imports.get(storable.name(path))) is not None:
                inside = f"'{found['path']}' of " if found["path"] else ""
                return f"{inside}{found['url']}"
            path = posixpath.dirname(path)
        return None

    def owner(self, path: str) -> Kept | None:
        """The output outside of Git that a path is, or lies in."""
        while path:
            if (found := self.kept.get(path)) is not None:
                return found
            path = posixpath.dirname(path)
        return None

    def stage(self, stage: Stage, values: Mapping[str, Plain | Failure]) -> dict[str, Any]:
        """A stage as a document has it. `values`: what the files of parameters say, by path."""
        run = self._runs.get((stage.file, stage.name))
        reasons = [] if run is None else [*_unlike(stage, run), *self._moved(stage), *_changed(stage, run, values)]
        by_role: dict[str, list[str]] = {"out": [], "metric": [], "plot": []}
        for out in stage.outs:
            by_role[out.role].append(storable.name(out.path))
        return {
            "name": storable.text(stage.name),
            "file": storable.name(stage.file),
            "folder": storable.name(stage.folder),
            "cmd": [storable.text(line) for line in stage.cmd],
            "desc": storable.text(stage.desc),
            "deps": [storable.name(path) for path in stage.deps],
            "params": {
                storable.name(path): None if keys is None else [storable.text(key) for key in keys]
                for path, keys in stage.params
            },
            "outs": by_role["out"],
            "metrics": by_role["metric"],
            "plots": by_role["plot"],
            "state": _state(stage, run, reasons),
            "changed": [storable.text(reason) for reason in reasons[:REASONS_MAX]],
        }

    def _moved(self, stage: Stage) -> Iterator[str]:
        """Dependencies whose content is known and is not what the stage ran with."""
        known = self._deps[stage.file, stage.name]
        for path in stage.deps:
            now = self._written.get(path) or self._tracked.contents.get(path)
            then = known.get(path)
            if now and then and now.hash and then.hash and now.kind == then.kind and now.hash != then.hash:
                yield path


_NEVER = Run()


def _state(stage: Stage, run: Run | None, reasons: Sequence[str]) -> str:
    if stage.frozen:
        return "frozen"
    if run is None:
        return "never"
    return "changed" if reasons or stage.always_changed else "run"


def _unlike(stage: Stage, run: Run) -> Iterator[str]:
    """What of the stage's definition is not as it ran."""
    if stage.cmd != run.cmd:
        yield "cmd"
    if set(stage.deps) != set(_placed(stage.folder, run.deps)) - {path for path, _ in stage.params}:
        yield "deps"
    if {out.path for out in stage.outs} != set(_placed(stage.folder, run.outs)):
        yield "outs"


def _changed(stage: Stage, run: Run, values: Mapping[str, Plain | Failure]) -> Iterator[str]:
    """Parameters that are not as the stage ran with them."""
    ran = {place: said for file, said in run.params.items() if (place := place_of(stage.folder, file)) is not None}
    for path, keys in stage.params:
        said = values.get(path)
        then = ran.get(path)
        if then is None:
            yield path
        elif said is not None and not isinstance(said, Failure):
            for key in then if keys is None else keys:
                now = formats.get(said, key)
                if isinstance(now, Failure) or key not in then or cells.stored(now) != cells.stored(then[key]):
                    yield f"{path}:{key}"


def _placed(folder: str, contents: Mapping[str, Content]) -> dict[str, Content]:
    return {place: one for path, one in contents.items() if (place := place_of(folder, path)) is not None}


def _content(content: Content) -> dict[str, Any]:
    hash = None if content.hash is None else storable.text(content.hash)
    return {"hash": hash, "size": content.size, "nfiles": content.nfiles}


def _output(content: Content, *, cache: bool, is_source: bool) -> dict[str, Any]:
    return {**_content(content), "use_cache": cache, "is_data_source": is_source}


def _origin(one: Import) -> dict[str, Any]:
    words = (("url", one.url), ("path", one.path), ("rev", one.rev), ("rev_lock", one.rev_lock))
    return {name: storable.text(word) or None for name, word in words} | _content(one.content)


def _is_known(content: Content) -> bool:
    """Whether it can be looked for."""
    return content.hash is not None or bool(content.versions or content.files)


def _kept(path: str, content: Content, project: str) -> Kept:
    hash, kind = content.hash or "", content.kind or ""
    if content.files and not content.is_folder:
        hash, kind = f"{hashlib.sha256(repr(content.files).encode()).hexdigest()}.dir", LISTED
    return Kept(
        path,
        hash,
        kind,
        content.size,
        remote=content.remote,
        project=project,
        versions=content.versions,
        files=content.files,
    )
