"""The server's settings: environment (`GTO_STUDIO_…`), a TOML file and command-line options → one frozen value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, TomlConfigSettingsSource

from gto_studio.errors import WrongSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_settings import PydanticBaseSettingsSource

#: A data folder that nobody named.
DATA_FOLDER = Path("~/.local/share/gto-studio").expanduser()


class Settings(BaseSettings):
    """Everything that can be set. Each field's description is its line in docs/reference/studio-settings.md."""

    model_config = SettingsConfigDict(env_prefix="GTO_STUDIO_", frozen=True, extra="forbid")

    data: Annotated[Path, Field(description="Folder of the database, the mirrors and the key")] = DATA_FOLDER
    database: Annotated[
        str | None,
        Field(
            description="SQLAlchemy address of the database, such as postgresql+psycopg://…; default: SQLite in `data`"
        ),
    ] = None
    host: Annotated[str, Field(description="Address to listen on; anything but loopback needs accounts")] = "127.0.0.1"
    port: Annotated[int, Field(description="Port to listen on; 0 picks a free one and prints it", ge=0, le=65535)] = (
        8788
    )
    public_url: Annotated[
        str | None, Field(description="Address under which people reach the server, if a proxy stands before it")
    ] = None
    accounts: Annotated[
        bool, Field(description="Ask people to sign in; without, whoever reaches the server is its one local owner")
    ] = False
    workers: Annotated[int, Field(description="Worker processes that `serve` starts beside itself; 0: none", ge=0)] = 1
    poll_seconds: Annotated[
        float, Field(description="How often each repository is asked for news, unless it says otherwise", gt=0)
    ] = 60.0
    silent_minutes: Annotated[
        float, Field(description="A live run of which nothing was heard for so long is shown as silent", gt=0)
    ] = 5.0
    live_run_days: Annotated[
        float,
        Field(
            description="How long a live run is kept after it was last heard of, and a queued experiment after its end",
            gt=0,
        ),
    ] = 90.0
    runner_lease_seconds: Annotated[
        float,
        Field(description="A runner of which nothing was heard for so long loses its experiment to the next one", gt=0),
    ] = 60.0
    allow_private_addresses: Annotated[
        bool, Field(description="Let people add repositories at private addresses; always so on loopback")
    ] = False
    allow_local_paths: Annotated[
        bool | None,
        Field(description="Let people add repositories by path on the server's disk; default: only without accounts"),
    ] = None
    storage_links: Annotated[
        bool,
        Field(
            description="Send downloads to S3, Google Cloud Storage and Azure themselves, by addresses that hold for "
            "an hour; otherwise they come through this server"
        ),
    ] = True
    secret_key: Annotated[
        SecretStr | None,
        Field(
            description="Key for stored secrets (urlsafe base64, 32 bytes; several separated by commas: the first "
            "encrypts, all decrypt); default: made once and kept in `data`"
        ),
    ] = None
    hook_secret: Annotated[
        SecretStr | None,
        Field(
            description="Proves hooks of a whole organisation or group, at `/webhook/FORGE/`; default: there, too, a "
            "hook is proved by the secret of its repository",
            min_length=16,
        ),
    ] = None

    owner_name: Annotated[
        str | None, Field(description="Without accounts: the name in tags; default: `user.name` of Git on this machine")
    ] = None
    owner_email: Annotated[
        str | None, Field(description="Without accounts: the address in tags; default: `user.email` of Git")
    ] = None
    session_days: Annotated[float, Field(description="How long somebody stays signed in", gt=0)] = 14.0
    trust_proxy: Annotated[
        bool,
        Field(description="Believe `X-Forwarded-For` and `X-Forwarded-Proto` of whoever connects; only behind a proxy"),
    ] = False

    sign_up: Annotated[
        bool,
        Field(description="Whether whoever a provider of sign-in knows may have an account; otherwise they are made"),
    ] = False
    sign_up_team: Annotated[
        str | None,
        Field(description="Team (slug) that accounts made through a provider join as viewers; default: none"),
    ] = None
    trusted_for_email: Annotated[
        str,
        Field(
            description="Providers (of `oidc gitlab github`) that are believed about verified e-mail addresses: who "
            "signs in there gets the account here that has the address"
        ),
    ] = ""
    oidc_name: Annotated[str, Field(description="What the button for the OpenID Connect provider says")] = "OpenID"
    oidc_issuer: Annotated[
        str | None, Field(description="Address of an OpenID Connect provider, exactly as it calls itself")
    ] = None
    oidc_client_id: Annotated[str | None, Field(description="What it calls this server")] = None
    oidc_client_secret: Annotated[SecretStr | None, Field(description="What this server proves itself with there")] = (
        None
    )
    gitlab_url: Annotated[str, Field(description="Address of GitLab")] = "https://gitlab.com"
    gitlab_client_id: Annotated[
        str | None, Field(description="Application id at GitLab, with scopes `openid profile email`")
    ] = None
    gitlab_client_secret: Annotated[SecretStr | None, Field(description="Its secret")] = None
    github_url: Annotated[str, Field(description="Address of GitHub, or of a GitHub Enterprise Server")] = (
        "https://github.com"
    )
    github_client_id: Annotated[str | None, Field(description="Client id of an OAuth app at GitHub")] = None
    github_client_secret: Annotated[SecretStr | None, Field(description="Its secret")] = None

    @property
    def https(self) -> bool:
        """Whether people reach the server by https, so that cookies and headers may insist on it."""
        return (self.public_url or "").startswith("https://")

    @property
    def database_url(self) -> str:
        """The address of the database, the default spelled out."""
        return self.database or f"sqlite:///{self.data / 'studio.db'}"

    @property
    def mirrors(self) -> Path:
        """Where a worker on this machine keeps its disposable copies of repositories."""
        return self.data / "mirrors"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options win over the environment, and that over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


#: Names the file where no option does.
FILE_VARIABLE = "GTO_STUDIO_SETTINGS"


def read_settings(options: Mapping[str, Any], file: Path | None = None) -> Settings:
    """The settings in force: options that are not None, then the environment, then the file, then the defaults.

    `file` None: the one that GTO_STUDIO_SETTINGS names, else `studio.toml` in the data folder if it is there.
    WrongSettings names what cannot be used.
    """
    given = {name: value for name, value in options.items() if value is not None}
    named = os.environ.get(FILE_VARIABLE)
    file = file or (Path(named) if named else None)
    if file is None:
        beside = Path(given.get("data") or os.environ.get("GTO_STUDIO_DATA") or DATA_FOLDER) / "studio.toml"
        file = beside if beside.is_file() else None
    elif not file.is_file():
        raise WrongSettings(f"There is no file of settings at {file}", hint="--settings takes a TOML file")

    class WithFile(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return Settings.model_construct(**dict(WithFile(**given)))
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, one['loc'])) or 'a setting'}: {one['msg']}" for one in error.errors()]
        raise WrongSettings(
            f"The settings cannot be used: {'; '.join(wrong)}", hint="docs/reference/studio-settings.md lists them"
        ) from None
    except ValueError as error:
        raise WrongSettings(f"{file} cannot be read: {error}", hint="it has to be TOML") from None
