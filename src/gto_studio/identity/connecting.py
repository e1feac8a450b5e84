"""Git connections tried: a worker asks the forge whose credential it is, and which repositories it lists."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

from gto.errors import GtoError
from gto_studio.errors import LeaseLost, NotFound, RateLimited, Stopping
from gto_studio.forges.opening import opened
from gto_studio.identity.acting import credential_of
from gto_studio.jobs.work import Work
from gto_studio.rules.schedule import SOMEBODY_WAITS
from gto_studio.store import dialects
from gto_studio.store.owned import git_connections, jobs, notices

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection

    from gto.data.reach import Reach
    from gto_studio.forges.contract import Account, Found
    from gto_studio.identity.secrets import Secrets
    from gto_studio.jobs.work import Task
    from gto_studio.store.owned.git_connections import GitConnectionRow

#: So many are kept of a list; whoever has more enters the address.
LISTED_MAX = 1_000


def trying(secrets: Secrets, reach: Reach) -> Work:
    """The work of trying a connection. A refusal is its result, not a failure of the work."""

    def do(task: Task) -> None:
        with suppress(NotFound):  # it was taken away meanwhile
            _try(task, secrets, reach)

    return Work(do, SOMEBODY_WAITS, given_up=_give_up)


def _try(task: Task, secrets: Secrets, reach: Reach) -> None:
    with task.store.reading() as connection:
        row = git_connections.get(connection, task.subject)
    try:
        account, found = _ask(task, secrets, reach, row)
    except (LeaseLost, Stopping):
        raise
    except GtoError as error:
        with task.writing() as connection:
            refused(connection, row.id, error)
            tell(connection, row)
        return
    with task.writing() as connection:
        now = dialects.now(connection)
        git_connections.taken(connection, row.id, username=account.login, scopes=account.scopes, now=now)
        git_connections.listed(connection, row.id, [asdict(one) for one in found], now=now)
        if row.error is not None or row.checked is None:
            for repository in git_connections.read_by(connection, row):
                for kind in (jobs.SYNC, jobs.HOOKS):  # what did not let us in may do so now
                    jobs.want(connection, kind, repository)
        tell(connection, row)


def _ask(task: Task, secrets: Secrets, reach: Reach, row: GitConnectionRow) -> tuple[Account, list[Found]]:
    credential = credential_of(task.store, secrets, reach, row, anew=row.kind == "app")  # so that its key is tried
    forge = opened(row.forge, row.url, credential, reach)
    try:
        account = forge.who()
        found = []
        for one in forge.repositories():
            task.check()
            found.append(one)
            if len(found) == LISTED_MAX:
                break
        return account, found
    finally:
        forge.close()


def refused(connection: Connection, id: str, error: GtoError) -> None:
    """Write down that a forge did not take a connection, for its page; also for who finds that out elsewhere."""
    now = dialects.now(connection)
    until = {"until": error.until} if isinstance(error, RateLimited) else {}
    told = {"code": error.code, "message": error.message, "hint": error.hint, "at": now, **until}
    git_connections.refused(connection, id, told)


def tell(connection: Connection, row: GitConnectionRow) -> None:
    """Tell pages that there is news of it; of a person's own one no more than its id."""
    notices.tell(connection, "git-connection", {"connection": row.id}, team=row.team)


def _give_up(connection: Connection, id: str, error: dict[str, Any]) -> None:
    row = git_connections.find(connection, id)
    if row is not None:
        git_connections.refused(connection, id, error)
        tell(connection, row)
