"""People, their teams, tokens and sign-ins, and what was done by whom."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from gto_studio.web.api.shapes.shape import Shape

RoleName = Literal["viewer", "editor", "admin"]

ScopeName = Literal["read", "write", "admin", "models", "experiments", "datasets", "runner"]


class Member(Shape):
    id: str
    slug: str
    name: str
    role: RoleName


class SignInWay(Shape):
    """A way to sign in: `password`, or a provider whose `url` the browser goes to."""

    id: str
    name: str
    url: str | None = None


class Me(Shape):
    """Who is asking. `mode` local: no accounts, whoever reaches the server is its owner."""

    mode: Literal["local", "accounts"]
    person: Person | None
    is_server_admin: bool
    teams: list[Member]
    sign_in: list[SignInWay]


class Person(Shape):
    id: str
    username: str
    name: str
    email: str
    admin: bool = False
    disabled: bool = False


class SignIn(Shape):
    username: Annotated[str, Field(max_length=200)]  # or an e-mail address
    password: Annotated[str, Field(max_length=1_000)]


class NewPerson(Shape):
    username: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=200)]
    email: Annotated[str, Field(max_length=200)]
    password: Annotated[str | None, Field(max_length=1_000)] = None
    admin: bool = False


class PersonChange(Shape):
    name: str | None = None
    email: str | None = None
    password: str | None = None
    current_password: str | None = None  # needed to change one's own password
    revoke_tokens: bool = False
    admin: bool | None = None
    disabled: bool | None = None


class Team(Shape):
    id: str
    slug: str
    name: str
    role: RoleName | None = None  # of who asks


class NewTeam(Shape):
    slug: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=200)]


class TeamChange(Shape):
    slug: str | None = None
    name: str | None = None


class TeamMember(Shape):
    person: Person
    role: RoleName


class NewRole(Shape):
    role: RoleName


class NewInvite(Shape):
    role: RoleName = "viewer"
    expires_in_days: Annotated[int, Field(ge=1, le=365)] = 7


class Invite(Shape):
    """A link by which one person joins a team."""

    id: str
    team: str
    role: RoleName
    created_at: str
    created_by: str
    expires_at: str


class InviteMade(Invite):
    url: str  # shown this once


class Invitation(Shape):
    """What an invite link says to whoever opens it."""

    team: str  # its name
    slug: str
    role: RoleName
    created_by: str
    expires_at: str
    mode: Literal["join", "sign-up"]  # sign-up: nobody is signed in, so an account comes first


class AcceptInvite(Shape):
    """`secret` is in the link. Without an account: what the new one is to be."""

    secret: Annotated[str, Field(max_length=200)]
    account: NewPerson | None = None


class Token(Shape):
    id: str
    name: str
    hint: str
    scopes: list[ScopeName]
    team: str | None
    created_at: str
    used_at: str | None
    expires_at: str | None


class NewToken(Shape):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[list[ScopeName], Field(min_length=1)]
    team: Annotated[str | None, Field(max_length=64)] = None
    expires_in_days: Annotated[int | None, Field(ge=1, le=3_660)] = None


class TokenMade(Token):
    secret: str  # shown this once


class DeviceRequest(BaseModel):
    """What a program asks for. Later clients send more; what is not listed here has no effect."""

    client_name: Annotated[str, Field(max_length=200)] = "a program"
    token_name: Annotated[str | None, Field(max_length=200)] = None
    scopes: Annotated[list[str] | None, Field(max_length=20)] = None


class DeviceAsked(Shape):
    device_code: str
    user_code: str
    verification_uri: str
    token_uri: str
    token_name: str
    expires_in: int


class DeviceCode(BaseModel):
    code: Annotated[str, Field(max_length=200)]


class DeviceToken(Shape):
    access_token: str


class DeviceLogin(Shape):
    """A program that waits for somebody to say yes: what the page shows before."""

    user_code: str
    client_name: str
    token_name: str
    scopes: list[ScopeName]
    state: Literal["waiting", "allowed", "refused", "expired"]
    expires_at: str


class DeviceAnswer(Shape):
    user_code: str
    allow: bool
    scopes: list[ScopeName] | None = None  # default: those asked for
    team: str | None = None


class AuditEntry(Shape):
    id: str
    at: str
    person: str | None
    name: str
    action: str
    team: str | None
    subject: str
    detail: dict[str, Any]
