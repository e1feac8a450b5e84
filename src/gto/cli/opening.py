"""What every command that looks at a repository begins with: open it, and pass on what is noticed there."""

from __future__ import annotations

from gto.verbs.repository import Repository, open_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.registry.events import Moment


def opened(values: Values, screen: Screen, *, quiet: bool = False) -> Repository:
    """The repository that `--repo` names. Its settings decide about emojis from here on.

    `quiet` is for who names what is odd there himself.
    """
    repository = open_repository(values.need("repo"), tell=screen.note, notice=None if quiet else screen.oddities)
    config = repository.config
    screen.emojis = config.EMOJIS
    if config.DEBUG or config.LOG_LEVEL.upper() == "DEBUG":
        from gto.cli.logs import be_verbose  # loads logging, 12 ms

        be_verbose()
    return repository


def moment(repository: Repository, values: Values) -> Moment | None:
    """The point in time that `--at` names."""
    text = values.text("at")
    return repository.moment(text) if text else None
