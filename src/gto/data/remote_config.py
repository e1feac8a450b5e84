"""`.dvc/config` → the remotes that a DVC project keeps its data on, and what it takes to be let in by each kind.

Secrets are not in Git: DVC has them in files of people's own. Whatever stands in the committed file all the same is
left out here.
"""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    Kind: TypeAlias = Literal["local", "http", "webdav", "s3", "gs", "azure", "ssh", "other"]

BYTES_MAX = 100_000
REMOTES_MAX = 50

#: What an address begins with → the kind of storage.
_SCHEMES: dict[str, Kind] = {
    "http": "http", "https": "http", "webdav": "webdav", "webdavs": "webdav", "s3": "s3", "gs": "gs", "azure": "azure",
    "ssh": "ssh",
}  # fmt: skip

#: What the committed file may say of a remote that is of use here: nothing secret.
OPTIONS = (
    "account_name", "allow_anonymous_login", "endpointurl", "port", "projectname", "region", "user", "version_aware",
)  # fmt: skip

#: By what each kind of storage lets somebody in: names as in DVC's own settings.
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "local": (),
    "http": ("user", "password", "custom_auth_header"),
    "webdav": ("user", "password", "token"),
    "s3": ("access_key_id", "secret_access_key", "session_token", "region"),
    "gs": ("credentials",),
    "azure": ("account_name", "account_key", "sas_token"),
    "ssh": ("user", "password", "key"),
    "other": (),
}

_SECTION = re.compile(r"""^\s*'?\s*remote\s+"(.+)"\s*'?\s*$""")


@dataclass(frozen=True, slots=True)
class Remote:
    """A place where data is kept. `url` as written, without what may be a password."""

    name: str
    url: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return kind_of(self.url)


@dataclass(frozen=True, slots=True)
class Config:
    """The remotes of one DVC project. `default`: where data goes unless said otherwise."""

    default: str | None = None
    remotes: tuple[Remote, ...] = ()

    def find(self, name: str | None) -> Remote | None:
        """The remote of this name, or (None) the default one, or the only one."""
        wanted = name or self.default
        if wanted is None:
            return self.remotes[0] if len(self.remotes) == 1 else None
        return next((remote for remote in self.remotes if remote.name == wanted), None)

    def document(self) -> dict[str, Any]:
        """As JSON holds it. `read_document` is the inverse."""
        remotes = [{"name": one.name, "url": one.url, "options": dict(one.options)} for one in self.remotes]
        return {"default": self.default, "remotes": remotes}


def read_document(said: Mapping[str, Any]) -> Config:
    return Config(said["default"], tuple(Remote(one["name"], one["url"], one["options"]) for one in said["remotes"]))


def read_documents(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Config]:
    """The remotes of each DVC project of a repository, by its folder."""
    return {project: read_document(config) for project, config in said.items()}


def label(project: str, name: str) -> str:
    """What a remote is called among those of all DVC projects of a repository."""
    return f"{project}:{name}" if project else name


def address_of(remote: Remote) -> str:
    """What credentials are bound to: whoever changes it in the repository does not get them sent there."""
    return "\n".join([remote.url, remote.options.get("endpointurl", ""), remote.options.get("account_name", "")])


@dataclass(frozen=True, slots=True)
class Settings:
    """What one or several files of DVC's configuration say, secrets and all: never kept, and never shown."""

    default: str | None = None
    cache_dir: str | None = None
    #: By the name of the remote.
    remotes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def find(self, name: str | None) -> str | None:
        """The name of the remote that is meant: this one, or (None) the default one, or the only one."""
        wanted = name or self.default
        if wanted is None:
            return next(iter(self.remotes)) if len(self.remotes) == 1 else None
        return wanted if self.remotes.get(wanted, {}).get("url") else None

    def over(self, other: Settings) -> Settings:
        """These on top of others, setting by setting, as DVC puts its files on top of each other."""
        names = dict.fromkeys([*other.remotes, *self.remotes])
        remotes = {name: {**other.remotes.get(name, {}), **self.remotes.get(name, {})} for name in names}
        return Settings(self.default or other.default, self.cache_dir or other.cache_dir, remotes)

    def remote(self, name: str) -> Remote:
        """A remote with everything that is said of it, also what lets us in."""
        said = self.remotes[name]
        return Remote(name, said["url"], {key: value for key, value in said.items() if key != "url"})


def section(data: bytes, name: str) -> dict[str, str]:
    """One section of a file of DVC's configuration; nothing where it has none, or is no such file."""
    return _items(_parsed(data), name)


def read_settings(data: bytes) -> Settings:
    """What a file of DVC's configuration says; nothing where it is no such file."""
    parser = _parsed(data)
    remotes = {named[1]: _items(parser, title) for title in parser.sections() if (named := _SECTION.match(title))}
    kept = dict(list(remotes.items())[:REMOTES_MAX])
    default, cache = _items(parser, "core").get("remote"), _items(parser, "cache").get("dir")
    return Settings(default or None, cache or None, kept)


def read_config(data: bytes) -> Config:
    """The remotes that a committed `.dvc/config` names, without anything secret; nothing where it is no such file."""
    settings = read_settings(data)
    found = [
        Remote(name, _without_password(said["url"]), {key: said[key] for key in OPTIONS if key in said})
        for name, said in settings.remotes.items()
        if said.get("url")
    ]
    return Config(settings.default, tuple(found))


def kind_of(url: str) -> Kind:
    """What kind of storage an address is of; without a scheme it is a folder."""
    scheme, mark, _ = url.partition("://")
    if not mark:
        return "local"
    return "local" if scheme == "file" else _SCHEMES.get(scheme.lower(), "other")


def _parsed(data: bytes) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, interpolation=None, default_section="\0")
    try:
        parser.read_string(data[:BYTES_MAX].decode("utf-8", "replace").replace("\0", "\ufffd"))
    except configparser.Error:
        parser.clear()
    return parser


def _items(parser: configparser.RawConfigParser, name: str) -> dict[str, str]:
    return {key: _unquoted(value) for key, value in parser.items(name)} if parser.has_section(name) else {}


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _without_password(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    host, slash, path = rest.partition("/")
    login, at, place = host.rpartition("@")
    user = login.partition(":")[0] if scheme == "ssh" else ""
    return f"{scheme}://{f'{user}@' if at and user else ''}{place}{slash}{path}"
