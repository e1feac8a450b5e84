"""The ready workflows: for each forge the file it looks for, what stands in it, and what is left to do by hand.

The workflows themselves lie beside this module, as their forges read them.
"""

from __future__ import annotations

import os

from gto.errors import GtoError, WrongArgs
from gto.git.settings import read_settings
from gto.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.verbs.repository import Repository


class Forge(Record):
    """A forge: the file it looks for, the file here, and how to know it by its host's name.

    `taken` says what to do where that file exists already, `elsewhere` what a workflow in another file needs, and
    `switch` what has to be switched on.
    """

    name: str
    file: str
    template: str
    hosts: tuple[str, ...]
    taken: str
    elsewhere: str = ""
    switch: str = ""


_BESIDE = "choose another name in the same folder with --path, or replace it with --force"

#: What acts on registrations and assignments.
FORGES = {
    forge.name: forge
    for forge in (
        Forge("github", ".github/workflows/gto.yml", "github.yml", ("github",), _BESIDE),
        Forge(
            "gitlab",
            ".gitlab-ci.yml",
            "gitlab.yml",
            ("gitlab",),
            "write it elsewhere, with --path .gitlab/gto.yml",
            "GitLab reads .gitlab-ci.yml; include this file there: include: [{local: PATH}]",
        ),
        Forge(
            "gitea",
            ".gitea/workflows/gto.yml",
            "gitea.yml",
            ("gitea",),
            _BESIDE,
            "",
            "Switch on Actions in the repository's settings; a runner has to be registered.",
        ),
        Forge(
            "forgejo",
            ".forgejo/workflows/gto.yml",
            "forgejo.yml",
            ("forgejo", "codeberg"),
            _BESIDE,
            "",
            "Switch on Actions in the repository's settings; a runner has to be registered.",
        ),
        Forge(
            "bitbucket",
            "bitbucket-pipelines.yml",
            "bitbucket.yml",
            ("bitbucket",),
            "print it with --dry-run, and move its `tags` into your file",
            "Bitbucket reads nothing but bitbucket-pipelines.yml; move it there.",
            "Switch on Pipelines in the repository's settings.",
        ),
        Forge(
            "jenkins",
            "Jenkinsfile",
            "Jenkinsfile",
            ("jenkins",),
            "write it elsewhere, with --path gto.Jenkinsfile",
            "Make this file the script path of the pipeline.",
            "In Jenkins, make a multibranch pipeline: its source discovers tags, its build strategies include tags.",
        ),
        Forge(
            "azure",
            "azure-pipelines.yml",
            "azure.yml",
            ("azure", "visualstudio"),
            "choose another name with --path, or replace it with --force",
            "",
            "In Azure Pipelines, make a pipeline of this file.",
        ),
    )
}


def _training(name: str, file: str, taken: str) -> Forge:
    registry = FORGES[name]
    return Forge(name, file, f"train-{name}.yml", registry.hosts, taken, registry.elsewhere, registry.switch)


#: The same forges, and what trains there on pushes and pull requests.
TRAINING = {
    forge.name: forge
    for forge in (
        _training("github", ".github/workflows/train.yml", _BESIDE),
        _training("gitlab", ".gitlab-ci.yml", "write it elsewhere, with --path .gitlab/train.yml"),
        _training("gitea", ".gitea/workflows/train.yml", _BESIDE),
        _training("forgejo", ".forgejo/workflows/train.yml", _BESIDE),
        _training(
            "bitbucket",
            "bitbucket-pipelines.yml",
            "print it with --dry-run, and move its `branches` into your file",
        ),
        Forge(
            "jenkins",
            "train.Jenkinsfile",
            "train-Jenkinsfile",
            FORGES["jenkins"].hosts,
            "choose another name with --path, or replace it with --force",
            "",
            "In Jenkins, make a multibranch pipeline: this file is its script path, its source discovers all branches.",
        ),
        _training("azure", "azure-pipelines-train.yml", "choose another name with --path, or replace it with --force"),
    )
}


def forge_of(repository: Repository) -> Forge:
    """The forge whose name is in the address of the default remote. WrongArgs if none is."""
    settings = read_settings(repository.place.path)
    remote = settings.default_remote
    host = host_of(settings.values[f"remote.{remote}.url"]) if remote else ""
    for forge in FORGES.values():
        if any(word in host for word in forge.hosts):
            return forge
    raise WrongArgs(
        f"The address of '{remote}' ({host or 'a folder'}) does not tell which forge it is"
        if remote
        else "There is no remote whose address could tell the forge",
        hint=f"name it: gto ci init --forge {'|'.join(FORGES)}",
    )


def host_of(url: str) -> str:
    """The host in an address (`https://user@host:port/path`, `ssh://…`, `user@host:path`); empty for a folder."""
    scheme, separator, rest = url.partition("://")
    if separator:
        authority = "" if scheme == "file" else rest.partition("/")[0]
    else:
        authority, colon, _ = url.partition(":")
        if not colon or "/" in authority:
            return ""
        authority += ":"
    return authority.rpartition("@")[2].partition(":")[0].lower()


def text_for(forge: Forge) -> str:
    """The workflow."""
    with open(os.path.join(os.path.dirname(__file__), forge.template), encoding="utf-8") as file:
        return file.read()


def write(repository: Repository, forge: Forge, path: str, *, replace: bool = False) -> None:
    """Write the workflow into the work tree. WrongArgs for a place outside of it, GtoError if the file exists."""
    place = repository.place
    if repository.is_remote or place.bare:
        raise WrongArgs(
            "A workflow is written into a work tree, and this repository has none here",
            hint="run it in a clone, or print the workflow with --dry-run",
        )
    root = os.path.realpath(place.root)
    target = os.path.realpath(os.path.join(root, path))
    inside = os.path.relpath(target, root) if os.path.splitdrive(target)[0] == os.path.splitdrive(root)[0] else ".."
    first = inside.split(os.sep, 1)[0]
    if first in ("..", ".") or first.lower() == ".git":
        raise WrongArgs(f"'{path}' is no place for a workflow in this repository")
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w" if replace else "x", encoding="utf-8", newline="\n") as file:
            file.write(text_for(forge))
    except OSError as error:
        if isinstance(error, FileExistsError) and os.path.lexists(target):
            raise GtoError(f"'{path}' exists already", hint=forge.taken) from None
        raise GtoError(f"Cannot write '{path}': {error.strerror}") from None
