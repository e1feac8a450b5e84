"""One tag of a registry by its name, made, removed or pushed as it stands; what it would mean is not asked.

For programs that write tags themselves (`gto.tag`, `gto.git_utils`). Whoever wants to register or assign uses a
Repository.
"""

from __future__ import annotations

from gto.errors import TagExists, TagNotFound
from gto.git import refs, remotes
from gto.git.locking import Lock
from gto.git.revisions import resolve
from gto.git.settings import committer, read_settings
from gto.git.transaction import RefChange, change_refs, make_tag
from gto.registry import tags
from gto.registry.plans import Creation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.verbs.repository import Repository


def create(repository: Repository, name: str, rev: str, message: str) -> None:
    """Make an annotated tag, in the name of whom the repository acts for. RefNotFound, TagExists, InvalidTagName."""
    wanted = tags.require(name)
    place = repository.place
    commit = resolve(place, rev)
    with Lock(place.folder):
        if name in refs.ids(refs.list_tags(place.path, (f"refs/tags/{name}",))):
            raise TagExists(name)
        settings = read_settings(place.path, repository.delivery.author)
        tagger, now = committer(settings, repository.delivery.author)
        creation = Creation(wanted, commit, message)
        change_refs(place, [make_tag(place, creation, tagger, now, signing=settings.signing)])


def delete(repository: Repository, name: str) -> None:
    """Remove a tag, whatever it is. TagNotFound."""
    change_refs(repository.place, [RefChange(name, None, _id(repository, name))])


def push(repository: Repository, name: str, remote: str, *, deletion: bool = False) -> None:
    """Push a tag, or its deletion. TagNotFound, PushRefused, RemoteUnreachable, InvalidTagName."""
    artifact = tags.require(name).artifact
    place = repository.place
    seen = remotes.list_artifact(place.path, remote, artifact)
    change = RefChange(name, None, seen.ids.get(name)) if deletion else RefChange(name, _id(repository, name))
    if seen.ids.get(name) == change.new:
        return
    try:
        remotes.push(place.path, remote, change, artifact=artifact, last=seen.last)
    except remotes.Taken as taken:
        raise remotes.failed_push(remote, change, str(taken)) from None


def _id(repository: Repository, name: str) -> str:
    found = refs.ids(refs.list_tags(repository.place.path, (f"refs/tags/{name}",)))
    if name not in found:
        raise TagNotFound(name)
    return found[name]
