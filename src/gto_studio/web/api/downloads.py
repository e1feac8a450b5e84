"""Downloads of models: the addresses of a version's files, and the files themselves where no storage gives them out.

An address is good for an hour, and by itself: whoever has it needs no token, as `dvc artifacts get` wants it. Where the
storage can sign addresses of its own, it is asked to; everything else goes through here, piece by piece, never as a
whole in memory.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import Query, Request
from fastapi.params import Path
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from gto.annotations.entries import Annotation
from gto.data.parts import attachment, wanted_range
from gto.errors import ArtifactNotFound, GtoError
from gto.errors import NotFound as NothingThere
from gto.registry.names import ArtifactName
from gto.registry.state import Artifact
from gto_studio.errors import NotFound, NotHereYet, WrongInput, WrongKey
from gto_studio.indexing.downloads import Sending
from gto_studio.indexing.outside import outside_of
from gto_studio.live.finding import repositories_at
from gto_studio.rules import downloads
from gto_studio.rules.addresses import LENGTH_MAX
from gto_studio.store.derived import commits, events, models
from gto_studio.store.owned import repositories
from gto_studio.web.asking import Ask, Asking
from gto_studio.web.fetching import fetched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection

    from gto_studio.rules.downloads import Download
    from gto_studio.store.owned.repositories import RepositoryRow

#: Clients wait for five seconds, and ask twice; whoever asks again finds what a worker found meanwhile.
PATIENCE_SECONDS = 4.0
#: Who reads a file waits longer for a part of it.
PART_SECONDS = 60.0
#: What a file out of a repository may do in a browser: be saved.
LOCKED_UP = "default-src 'none'; sandbox"

Url = Annotated[str, Query(max_length=LENGTH_MAX, description="Address of the repository, as the client has it")]
Name = Annotated[str, Query(max_length=512, description="The artifact's name, such as `churn` or `folder:churn`")]
Version = Annotated[str | None, Query(max_length=256, description="Such as `v1.0.0`; without, the latest one")]
Stage = Annotated[str | None, Query(max_length=256, description="Instead of a version: the one in this stage")]


@dataclass(frozen=True, slots=True)
class _Wanted:
    repository: RepositoryRow
    commit: str
    path: str


async def uris(
    ask: Ask, request: Request, repo: Url, name: Name, version: Version = None, stage: Stage = None
) -> dict[str, str]:
    """Where the files of a version can be had for an hour, without a token: file → address. Never a guess: what could
    not be found, or not be found yet, is no success."""
    wanted = await run_in_threadpool(_wanted, ask, repo, name, version, stage)
    found = await _listed(ask, request, wanted.repository.id, wanted.commit, wanted.path, PATIENCE_SECONDS)
    return await run_in_threadpool(_linked, ask, wanted, found)


async def one(
    ask: Ask,
    request: Request,
    signed: Annotated[str, Path(max_length=8_000)],
    file: Annotated[str, Path(max_length=2_000)],  # noqa: ARG001 - for people; what it is stands in the signature
) -> Response:
    """A file of a version, or the part of it that `Range` asks for, at an address that was given out."""
    repository, commit, path, place = _opened(ask, signed)
    found = await _listed(ask, request, repository, commit, path, PART_SECONDS)
    chosen = next((download for download in found if download.path == place), None)
    if chosen is None:
        raise NotFound("There is no such file any more")
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": attachment(place),
        "Content-Encoding": "identity",  # as it is: nobody between us may compress a part of it
        "Content-Security-Policy": LOCKED_UP,
        "ETag": f'"{chosen.id}"',
        "X-Content-Type-Options": "nosniff",
    }
    asked = request.headers.get("range")
    if request.headers.get("if-range") not in (None, headers["ETag"]):
        asked = None
    part = wanted_range(asked, chosen.size)
    if part is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{chosen.size}"})
    first, end = part
    headers["Content-Length"] = str(end - first)
    is_part = part != (0, chosen.size)
    if is_part:
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{chosen.size}"
    status, kind = 206 if is_part else 200, "application/octet-stream"
    if chosen.where == "git":
        pieces = _out_of_git(ask, request, repository, commit, chosen, first, end)
        head = await anext(pieces, b"")  # so that what cannot be had is an answer, and no connection that breaks
        return StreamingResponse(_after(head, pieces), status, headers, kind)
    sending = await run_in_threadpool(_sending, ask, repository, chosen, part)
    return StreamingResponse(_sent(sending), status, headers, kind)


# --- what is meant ------------------------------------------------------------------------------------------------


def _wanted(ask: Asking, repo: str, name: str, version: str | None, stage: str | None) -> _Wanted:
    if version and stage:
        raise WrongInput("A version and a stage exclude each other", fields={"stage": "leave one of them out"})
    with ask.parts.store.reading() as connection:
        rows = repositories_at(connection, ask.actor, repo)
        for row in rows:
            artifact = Artifact(ArtifactName(name), events.of_artifact(connection, row.id, name))
            if artifact.events:
                commit = _commit(artifact, version, stage)
                return _Wanted(row, commit, _path(connection, row.id, name, commit))
    raise ArtifactNotFound(name)


def _commit(artifact: Artifact, version: str | None, stage: str | None) -> str:
    if stage:
        held = next((held for name, held in artifact.stages().items() if name == stage), None)
        if held is None:
            raise NothingThere(f"No version of '{artifact.name}' is in '{stage}'")
        return held[0].version.commit
    found = artifact.version(version) if version else artifact.latest
    if found is None or not found.is_active:
        raise NothingThere(f"'{artifact.name}' has no version {version or 'in effect'}")
    return found.commit


def _path(connection: Connection, repository: str, name: str, commit: str) -> str:
    row = commits.by_ids(connection, repository, [commit]).get(commit)
    if row is None or row.annotations is None:
        raise NotHereYet(name)
    document = models.annotation_sets(connection, repository, [row.annotations]).get(row.annotations) or {}
    said = next((one for one in document.get("annotations", ()) if one.get("artifact") == name), None)
    place = Annotation(name, said["source"], path=said.get("path")).location if said else None
    if not place or "://" in place or place.startswith(("/", "../")) or place == "..":
        raise NotFound(f"Nothing says where '{name}' is in that version's commit")
    return "" if place == "." else place


async def _listed(
    ask: Asking, request: Request, repository: str, commit: str, path: str, seconds: float
) -> list[Download]:
    place = (commit, downloads.listing_of(path))
    found = await fetched(ask.parts.store, request.app.state.bell, repository, [place], seconds=seconds)
    if found[place].is_pending:
        raise NotHereYet(path)
    data = found[place].bytes
    if data is None:
        raise NotFound(str((found[place].problem or {}).get("msg")))
    return downloads.read(data)


# --- addresses ----------------------------------------------------------------------------------------------------


def _linked(ask: Asking, wanted: _Wanted, found: list[Download]) -> dict[str, str]:
    parts, row = ask.parts, wanted.repository
    until = int(parts.clock()) + downloads.SECONDS
    links = {}
    with outside_of(parts.store, row, parts.secrets, parts.conditions) as outside:
        for name, one in downloads.names(wanted.path, found).items():
            link = None
            if parts.settings.storage_links and one.where == "dvc" and one.remote is not None:
                storage = outside.storage(one.project, one.remote)
                link = storage.link(one.key, seconds=downloads.SECONDS, name=one.path, version=one.version)
            said = json.dumps([row.id, wanted.commit, wanted.path, one.path, until])
            signed = parts.secrets.seal(said).decode()
            links[name] = link or f"{ask.base_url}/dl/{signed}/{quote(one.path.rpartition('/')[2], safe='')}"
    return links


def _opened(ask: Asking, signed: str) -> tuple[str, str, str, str]:
    """(repository, commit, path of the artifact, path of the file) that an address stands for. NotFound."""
    try:
        repository, commit, path, place, until = json.loads(ask.parts.secrets.open(signed.encode()))
    except (WrongKey, ValueError, TypeError):
        raise NotFound("That is no address that was given out here") from None
    if ask.parts.clock() > until:
        raise NotFound("That address has expired", hint="ask for a new one: they hold for an hour")
    return repository, commit, path, place


# --- bytes ----------------------------------------------------------------------------------------------------------


def _sending(ask: Asking, repository: str, one: Download, part: tuple[int, int]) -> Sending:
    parts = ask.parts
    with parts.store.reading() as connection:
        row = repositories.get(connection, repository)
    return Sending(parts.store, row, parts.secrets, parts.conditions, one, part)


async def _sent(sending: Sending) -> AsyncIterator[bytes]:
    try:
        while piece := await run_in_threadpool(sending.next):
            yield piece
    except GtoError as error:  # the answer has begun, so all that is left to say it by is to break off
        raise ConnectionAbortedError(str(error)) from None
    finally:
        sending.close()


async def _out_of_git(
    ask: Asking, request: Request, repository: str, commit: str, one: Download, first: int, end: int
) -> AsyncIterator[bytes]:
    """The bytes of a file in Git: a worker brings them, a part after the other."""
    if one.size == 0:
        return
    at = first
    while at < end:
        number = at // downloads.PART_BYTES
        name = one.path if one.size <= downloads.PART_BYTES else downloads.part_of(one.path, number)
        place = (commit, name)
        found = await fetched(ask.parts.store, request.app.state.bell, repository, [place], seconds=PART_SECONDS)
        data = found[place].bytes
        if data is None and at == first:
            raise NotHereYet(one.path)
        data = data or b""
        start = at - number * downloads.PART_BYTES
        piece = data[start : start + end - at]
        if not piece:
            raise ConnectionAbortedError(f"'{one.path}' does not come out of Git any more")
        at += len(piece)
        yield piece


async def _after(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if head:
        yield head
    async for piece in rest:
        yield piece
