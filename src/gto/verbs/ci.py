"""What a CI job asks about the ref it runs for: the event behind it, in the forms that CI systems read.

Owns the names of the outputs, how each form quotes them, and which variable of which CI system names the ref.
What stands in a repository (a path, a description, a message) was written by anybody who may push a tag: no
form lets it become a second output, another line or a command.
"""

from __future__ import annotations

from gto.record import Record
from gto.verbs.annotated import remarks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gto.registry.listing import EventRow
    from gto.verbs.repository import Repository

#: In front of each name where outputs become environment variables: `name` or `path` alone would hit others'.
PREFIX = "GTO_"
#: Longer values are cut: a variable of a process holds 128 KiB, an output file of GitHub 1 MiB.
VALUE_LENGTH_MAX = 20_000
#: The same in a dotenv file, of which GitLab takes 5 KiB in all.
DOTENV_BYTES_MAX = 400


class Outputs(Record):
    """The event behind a ref, and what was written about its artifact at that commit.

    All None: no registry event. `version` of a stage event is the version registered at its commit, else the
    commit's id, as in `gto check-ref`. `path` is seen from the repository's root.
    """

    event: str | None = None
    name: str | None = None
    version: str | None = None
    stage: str | None = None
    path: str | None = None
    type: str | None = None
    description: str | None = None
    tag: str | None = None
    commit: str | None = None
    author: str | None = None
    message: str | None = None


class System(Record):
    """A CI system: the variable that gives it away, and those that may name a job's ref (or only its tag)."""

    mark: str
    refs: tuple[str, ...]


SYSTEMS = (
    System("GITHUB_ACTIONS", ("GITHUB_REF",)),  # Gitea and Forgejo, too
    System("GITLAB_CI", ("CI_COMMIT_TAG",)),
    System("BITBUCKET_BUILD_NUMBER", ("BITBUCKET_TAG",)),
    System("JENKINS_URL", ("TAG_NAME", "GIT_TAG_NAME")),
    System("TF_BUILD", ("BUILD_SOURCEBRANCH",)),  # Azure
    System("BUILDKITE", ("BUILDKITE_TAG",)),
    System("CIRCLECI", ("CIRCLE_TAG",)),
    System("DRONE", ("DRONE_TAG",)),
    System("TRAVIS", ("TRAVIS_TAG",)),
    System("CI", ("CI_COMMIT_TAG",)),  # Woodpecker
)


def ref_of_job(environment: Mapping[str, str]) -> str | None:
    """The ref that a CI system says its job runs for; empty if it names none; None outside of CI."""
    for system in SYSTEMS:
        if environment.get(system.mark):
            return next((environment[name] for name in system.refs if environment.get(name)), "")
    return None


def outputs(repository: Repository, row: EventRow | None) -> Outputs:
    """What there is to say about an event."""
    if row is None:
        return Outputs()
    event = row.event
    reading = repository.annotations([event.commit])[event.commit]
    if reading.problems:
        repository.notice(remarks(reading))
    written = next((a for a in reading.annotations if a.artifact == event.artifact), None)
    return Outputs(
        event.word,
        event.artifact,
        row.version,
        event.stage,
        written and written.location,
        written and written.type,
        written and (written.description or None),
        event.tag,
        event.commit,
        event.author,
        event.message,
    )


def github(outputs: Outputs, delimiter: str) -> str:
    """For the file that `$GITHUB_OUTPUT` names. The delimiter has to be a word that nobody can foresee."""
    return "".join(f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in _plain(outputs))


def dotenv(outputs: Outputs) -> str:
    """For GitLab's `artifacts:reports:dotenv`, which knows no quotes, no empty lines and one line a value."""
    lines = []
    for name, value in _plain(outputs):
        line = value.replace("\n", " ").replace("\t", " ")
        cut = line.encode()[:DOTENV_BYTES_MAX].decode(errors="ignore").rstrip()
        lines.append(f"{PREFIX}{name.upper()}={cut}\n")
    return "".join(lines)


def shell(outputs: Outputs) -> str:
    """For `. FILE` or `eval` in any POSIX shell. Every variable is set, so none keeps an earlier value."""
    quoted = ((name, value.replace("'", "'\\''")) for name, value in _plain(outputs))
    return "".join(f"export {PREFIX}{name.upper()}='{value}'\n" for name, value in quoted)


def _plain(outputs: Outputs) -> Iterator[tuple[str, str]]:
    """Names and values; of control characters only tabs and line feeds are left, and no half characters."""
    for name, value in outputs._asdict().items():
        text = (value or "").replace("\r\n", "\n").replace("\r", "\n")[:VALUE_LENGTH_MAX]
        safe = "".join(c for c in text if c in "\n\t" or ord(c) > 0x9F or 0x1F < ord(c) < 0x7F)
        yield name, safe.strip().encode(errors="replace").decode()
