"""Teams, their members, and the links that invite to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Response
from fastapi.params import Path

from gto_studio.errors import NotAllowed
from gto_studio.identity import accounts
from gto_studio.rules.access import Role
from gto_studio.store.owned import invites as invite_rows
from gto_studio.store.owned import teams
from gto_studio.web.api import shapes
from gto_studio.web.api.me import give_session, role_name, shown, told
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

#: An id or a slug.
Id = Annotated[str, Path(max_length=64)]
#: An id; to add somebody also a username or an e-mail address.
Who = Annotated[str, Path(max_length=200)]


def listing(ask: Ask) -> list[shapes.Team]:
    """The teams that the person is in; an administrator of the server is in all."""
    with ask.parts.store.reading() as connection:
        return [_shown(ask, team) for team in teams.seen_by(connection, ask.actor.sees)]


def add(ask: Ask, new: shapes.NewTeam) -> shapes.Team:
    """A new team. Whoever makes it is its admin."""
    with ask.parts.store.writing() as connection:
        made = accounts.add_team(connection, ask.actor, new.slug, new.name, ask.parts.clock())
    return shapes.Team(id=made.id, slug=made.slug, name=made.name, role="admin")


def one(ask: Ask, team: Id) -> shapes.Team:  # noqa: ARG001 - found before, by its place
    """One team."""
    with ask.parts.store.reading() as connection:
        return _shown(ask, teams.get(connection, _team(ask)))


def change(ask: Ask, team: Id, change: shapes.TeamChange) -> shapes.Team:  # noqa: ARG001 - as above
    """Change its name, or the word in its address."""
    with ask.parts.store.writing() as connection:
        return _shown(ask, accounts.change_team(connection, ask.actor, _team(ask), change.slug, change.name))


def remove(ask: Ask, team: Id) -> None:  # noqa: ARG001 - as above
    """Delete a team that has no repositories."""
    with ask.parts.store.writing() as connection:
        accounts.remove_team(connection, ask.actor, _team(ask))


# --- members --------------------------------------------------------------------------------------------------------


def members(ask: Ask, team: Id) -> list[shapes.TeamMember]:  # noqa: ARG001 - as above
    """Its members and their roles."""
    with ask.parts.store.reading() as connection:
        found = teams.members(connection, _team(ask))
    return [shapes.TeamMember(person=shown(person), role=role_name(role)) for person, role in found]


def set_role(ask: Ask, team: Id, person: Who, role: shapes.NewRole) -> shapes.TeamMember:  # noqa: ARG001 - as above
    """Make somebody a member (by id, username or e-mail address), or give a member another role."""
    given = Role[role.role.upper()]
    with ask.parts.store.writing() as connection:
        found = accounts.set_role(connection, ask.actor, _team(ask), person, given)
    return shapes.TeamMember(person=shown(found), role=role.role)


def remove_member(ask: Ask, team: Id, person: Who) -> None:  # noqa: ARG001 - as above
    """Take somebody out of the team."""
    with ask.parts.store.writing() as connection:
        accounts.remove_member(connection, ask.actor, _team(ask), person)


# --- invite links ---------------------------------------------------------------------------------------------------


def invites(ask: Ask, team: Id) -> list[shapes.Invite]:  # noqa: ARG001 - as above
    """Invitations that nobody has used yet."""
    with ask.parts.store.reading() as connection:
        return [_invite(row) for row in invite_rows.of_team(connection, _team(ask), ask.parts.clock())]


def invite(ask: Ask, request: Request, team: Id, new: shapes.NewInvite) -> shapes.InviteMade:  # noqa: ARG001 - as above
    """A link by which one person joins, with an account or making one. It is shown this once."""
    role = Role[new.role.upper()]
    with ask.parts.store.writing() as connection:
        row, secret = accounts.invite(connection, ask.actor, _team(ask), role, new.expires_in_days, ask.parts.clock())
    # after the #, which browsers send to no server, so that it stands in no log
    base = (ask.parts.settings.public_url or str(request.base_url)).rstrip("/")
    return shapes.InviteMade(**_invite(row).model_dump(), url=f"{base}/join#{secret}")


def withdraw(ask: Ask, team: Id, invite: Annotated[str, Path(max_length=26)]) -> None:  # noqa: ARG001 - as above
    """Take an invitation back."""
    with ask.parts.store.writing() as connection:
        accounts.withdraw(connection, ask.actor, _team(ask), invite)


def invitation(ask: Ask, sent: shapes.AcceptInvite) -> shapes.Invitation:
    """What a link invites to."""
    with ask.parts.store.reading() as connection:
        row, team = accounts.find_invitation(connection, sent.secret, ask.parts.clock())
    return shapes.Invitation(
        team=team.name,
        slug=team.slug,
        role=role_name(row.role),
        created_by=row.created_by,
        expires_at=moment(row.expires),
        mode="join" if ask.actor.person else "sign-up",
    )


def accept(ask: Ask, request: Request, response: Response, sent: shapes.AcceptInvite) -> shapes.Me:
    """Join by a link; who is not signed in makes an account and is signed in. It works once."""
    if ask.parts.owner or ask.actor.scopes is not None:
        raise NotAllowed("People join a team, in the browser")
    account = None
    if sent.account:
        new = sent.account
        account = accounts.NewAccount(new.username, new.name, new.email, new.password)
    with ask.parts.store.writing() as connection:
        person = accounts.accept(connection, ask.actor, sent.secret, account, ask.parts.clock())
        actor = give_session(connection, ask, request, response, person, "invite link")
        return told(connection, ask, actor)


def _team(ask: Asking) -> str:
    assert ask.team is not None  # noqa: S101 - every address here names its team
    return ask.team


def _shown(ask: Asking, team: teams.TeamRow) -> shapes.Team:
    role = ask.actor.role(team.id)
    return shapes.Team(id=team.id, slug=team.slug, name=team.name, role=role_name(role) if role else None)


def _invite(row: invite_rows.InviteRow) -> shapes.Invite:
    return shapes.Invite(
        id=row.id,
        team=row.team,
        role=role_name(row.role),
        created_at=moment(row.created),
        created_by=row.created_by,
        expires_at=moment(row.expires),
    )
