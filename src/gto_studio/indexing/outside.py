"""What Git has only the hash of, read from where DVC keeps it: its cache on this disk, or a remote.

    with outside_of(…) as outside:
        outside({Kept(…), …})  →  {Kept(…): bytes, or a Failure that says why not}

A remote that could not be reached is not asked again within the block: each of a thousand files would wait for it.
"""

from __future__ import annotations

import json
import posixpath
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto.data import objects, remote_config
from gto.data.tracked import Content
from gto.errors import GtoError, StorageFailed, TooLargeThere
from gto.remotes.opening import Surroundings, cache, opened
from gto_studio.dvc.asking import Failure
from gto_studio.rules import addresses
from gto_studio.store.derived import models
from gto_studio.store.owned import remote_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gto.data.remote_config import Config, Remote
    from gto.remotes.storage import Storage
    from gto_studio.dvc.asking import Kept
    from gto_studio.identity.secrets import Secrets
    from gto_studio.mirrors.visiting import Conditions
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.repositories import RepositoryRow

#: So many objects are asked for at the same time, of remotes that can answer so.
AT_ONCE = 8
_TOGETHER = ("http", "webdav", "s3", "gs", "azure")


@dataclass(frozen=True, slots=True)
class Attached:
    """What somebody attached to a remote, and to which address: it goes nowhere else."""

    address: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a file is: the remote (None: the cache), its key there, and its size if the storage tells."""

    remote: str | None
    key: str
    version: str | None
    size: int | None


@contextmanager
def outside_of(
    store: Store,
    repository: RepositoryRow,
    secrets: Secrets,
    conditions: Conditions,
    configs: Mapping[str, Config] | None = None,
) -> Iterator[Outside]:
    """A way to read what lies outside of a repository, good within the block.

    `configs`: the remotes of each DVC project, by its folder; None: as the last sync found them.
    """
    with store.reading() as connection:
        if configs is None:
            configs = remote_config.read_documents(models.remotes(connection, repository.id))
        rows = remote_secrets.of_repository(connection, repository.id)
    attached = {row.name: Attached(row.address, json.loads(secrets.open(row.secret))) for row in rows}
    address = addresses.read(repository.url)
    here = address.path.removesuffix("/.git") if address.is_local else None
    around = Surroundings(conditions.reach, conditions.folder / "known_hosts", here)
    outside = Outside(configs, attached, around)
    try:
        yield outside
    finally:
        outside.close()


class Outside:
    """Reads objects. Close it."""

    def __init__(self, configs: Mapping[str, Config], attached: Mapping[str, Attached], around: Surroundings) -> None:
        self._configs = configs
        self._attached = attached
        self._around = around
        self._open: dict[tuple[str, str], Storage] = {}
        self._failed: dict[tuple[str, str], GtoError] = {}
        self._folders: dict[str, Mapping[str, Content]] = {}
        self._caches: dict[str, Storage | None] = {}

    def close(self) -> None:
        for storage in self._open.values():
            storage.close()

    def __call__(self, wanted: Iterable[Kept]) -> dict[Kept, bytes | Failure]:
        """The bytes of each, or why there are none."""
        listed = list(wanted)
        together = [one for one in listed if self._kind(one) in _TOGETHER]
        found = {one: self._read(one) for one in listed if one not in together}
        if together:
            found[together[0]] = self._read(together[0])  # opens the remote, and may find that it is not there
            with ThreadPoolExecutor(AT_ONCE) as pool:
                found |= zip(together[1:], pool.map(self._read, together[1:]), strict=True)
        return found

    def members(self, kept: Kept) -> Mapping[str, Content]:
        """The files of a folder, by their paths in it. StorageFailed and its kin."""
        if (known := self._folders.get(kept.hash)) is None:
            if kept.files:
                known = dict(kept.files)
            else:
                listed = objects.members(self._object(kept))
                known = {name: Content(hash, kept.kind) for name, hash in listed.items()}
            self._folders[kept.hash] = known
        return known

    def locate(self, kept: Kept) -> Located:
        """Where a file is, asked of the cache and of the remote. StorageFailed and its kin."""
        local, remote = self._cache(kept.project), self._remote(kept)
        places: list[tuple[str | None, Storage]] = [(None, local)] if local else []
        if remote is not None:
            places.append((remote.name, self.storage(kept.project, remote.name)))
        for name, storage in places:
            versions = [
                (posixpath.relpath(kept.path, kept.project or "."), version or None)
                for of, version, _ in kept.versions
                if of == name
            ]
            for key, version in [*versions, *((key, None) for key in objects.keys(kept.hash, kept.kind))]:
                stream = storage.open(key, length=1, version=version)
                if stream is not None:
                    stream.close()
                    return Located(name, key, version, stream.size)
        if remote is None:
            raise StorageFailed("DVC keeps it, and the repository names no remote for it")
        raise StorageFailed(f"It is not on the remote '{remote.name}'", hint="was `dvc push` run?")

    def storage(self, project: str, name: str | None) -> Storage:
        """A remote of a DVC project, or (None) its cache, open until the block ends. StorageFailed and its kin."""
        if name is None:
            if (local := self._cache(project)) is None:
                raise StorageFailed("The repository is not on this server's disk any more")
            return local
        config = self._configs.get(project)
        remote = config.find(name) if config else None
        if remote is None:
            raise StorageFailed(f"The repository names no remote '{name}' any more")
        return self._open.get((project, name)) or self._opened(remote, project)

    def _kind(self, kept: Kept) -> str:
        remote = self._remote(kept)
        return remote.kind if remote else ""

    def _remote(self, kept: Kept) -> Remote | None:
        config = self._configs.get(kept.project)
        return config.find(kept.remote) if config else None

    def _read(self, kept: Kept) -> bytes | Failure:
        try:
            if not kept.inside:
                return objects.listing(kept.files) if kept.files else self._object(kept)
            if (content := self.members(kept).get(kept.inside)) is None:
                return Failure("Missing", f"'{kept.path}' has no file '{kept.inside}'")
            return self._object(kept.file(kept.inside, content))
        except TooLargeThere as error:
            return Failure("TooLarge", str(error), kept.known_hash, kept.size)
        except GtoError as error:
            hint = f"; {error.hint}" if error.hint else ""
            size = None if kept.inside else kept.size
            return Failure("NotInGit", f"It is not in Git. {error.message}{hint}", kept.known_hash, size)

    def _object(self, kept: Kept) -> bytes:
        keys, hash = objects.keys(kept.hash, kept.kind), kept.hash
        if not keys and not kept.versions:
            raise StorageFailed(f"'{hash[:60]}' is no hash by which DVC keeps data")
        local = self._cache(kept.project)
        for key in keys if local else ():
            if local and (data := local.read(key)) is not None and objects.is_intact(data, hash, kept.kind):
                return data
        remote = self._remote(kept)
        if remote is None:
            raise StorageFailed("DVC keeps it, and the repository names no remote for it")
        data = self._from(remote, kept, keys)
        if data is None:
            raise StorageFailed(f"It is not on the remote '{remote.name}'", hint="was `dvc push` run?")
        if keys and not objects.is_intact(data, hash, kept.kind):
            raise StorageFailed(f"What the remote '{remote.name}' has does not fit its hash")
        return data

    def _from(self, remote: Remote, kept: Kept, keys: Iterable[str]) -> bytes | None:
        place = (kept.project, remote.name)
        if place in self._failed:
            raise self._failed[place]
        try:
            storage = self._open.get(place) or self._opened(remote, kept.project)
            for name, version, _ in kept.versions:
                if name == remote.name:
                    return storage.read(posixpath.relpath(kept.path, kept.project or "."), version=version or None)
            return next((data for key in keys if (data := storage.read(key)) is not None), None)
        except TooLargeThere:
            raise
        except GtoError as error:
            self._failed[place] = error
            raise

    def _opened(self, remote: Remote, project: str) -> Storage:
        attached = self._attached.get(remote_config.label(project, remote.name))
        if attached is not None and attached.address != remote_config.address_of(remote):
            raise StorageFailed(
                f"The address of the remote '{remote.name}' was changed since credentials were attached to it",
                hint="attach them again, if the new address is right",
            )
        storage = opened(remote, project, attached.values if attached else {}, self._around)
        self._open[project, remote.name] = storage
        return storage

    def _cache(self, project: str) -> Storage | None:
        if project not in self._caches:
            self._caches[project] = cache(project, self._around)
        return self._caches[project]
