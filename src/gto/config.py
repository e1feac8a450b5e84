"""Settings: the file `.gto` of a repository and `GTO_*` variables → one frozen Config.

Pure: the file's bytes and the environment are handed in. Environment beats file beats default, a value at a time.
"""

from __future__ import annotations

from gto.errors import ValidationError, WrongConfig, WrongSetting
from gto.record import Record
from gto.registry.names import StageName, is_name, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FILE_NAME = ".gto"
#: The same, under the name that callers of GTO 1.x import.
CONFIG_FILE_NAME = FILE_NAME
LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET", "WARN", "FATAL")

_TRUE = ("true", "1", "yes", "on", "y", "t")
_FALSE = ("false", "0", "no", "off", "n", "f")


class Config(Record):
    """What can be set. The names are those of `.gto`; in the environment they stand behind `GTO_`.

    INDEX                 the annotation file GTO 1.x used beside dvc.yaml
    CONFIG_FILE_NAME      kept because GTO 1.x has it; each repository reads `.gto`
    LOG_LEVEL, DEBUG      level of the logger `gto`
    EMOJIS                whether messages carry emojis
    types                 allowed artifact types, None for any
    stages                allowed stages, and the order of their columns, None for any
    enrichments           configured enrichment plug-ins: (type, config) pairs
    autoload_enrichments  whether installed plug-ins are used without being configured
    """

    INDEX: str = "artifacts.yaml"
    CONFIG_FILE_NAME: str = FILE_NAME
    LOG_LEVEL: str = "INFO"
    DEBUG: bool = False
    EMOJIS: bool = True
    types: tuple[str, ...] | None = None
    stages: tuple[StageName, ...] | None = None
    enrichments: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()
    autoload_enrichments: bool = True

    def lines(self) -> list[str]:
        """`KEY=value` as `gto doctor` prints it."""
        values = (list(value) if isinstance(value, tuple) else value for value in self)
        return [f"{name}={value!r}" for name, value in zip(self._fields, values, strict=True)]


#: The keys, as they are spelled in a Config, by their lower-case spelling.
KEYS = {field.lower(): field for field in Config._fields}


def configure(
    file: Mapping[str, object] | None,
    environment: Mapping[str, str],
    *,
    path: str,
    json: Callable[[str], object],
) -> Config:
    """Combine a `.gto` file's mapping (None if there is no file, or nothing in it) with the environment.

    `json` reads lists out of variables. WrongConfig names the file, WrongSetting the variable.
    """
    chosen: dict[str, object] = {}
    for key, value in (file or {}).items():
        name = KEYS.get(key.lower())
        if name is None:
            raise WrongConfig(path, hint=f"there is no setting '{shown(key)}'; the settings are {', '.join(KEYS)}")
        try:
            chosen[name] = _checked(name, value)
        except (ValueError, ValidationError) as error:
            raise WrongConfig(path, hint=f"setting '{shown(key)}': {error}") from None
    for variable, text in environment.items():
        name = KEYS.get(variable[4:].lower()) if variable[:4].upper() == "GTO_" else None
        if name is not None:
            try:
                chosen[name] = _checked(name, _from_text(name, text, json))
            except (ValueError, ValidationError) as error:
                raise WrongSetting(f"{variable}={shown(text)}: {error}") from None
    return Config(**chosen)  # type: ignore[arg-type]


def emojis(environment: Mapping[str, str]) -> bool:
    """Whether emojis are wanted, as far as the environment says; a wrong value is reported elsewhere."""
    return not any(k.upper() == "GTO_EMOJIS" and v.lower() in _FALSE for k, v in environment.items())


def _from_text(name: str, text: str, json: Callable[[str], object]) -> object:
    if name in ("types", "stages", "enrichments"):
        try:
            return json(text)
        except ValueError:
            raise ValueError('it has to be a JSON list, such as ["dev", "prod"]') from None
    return text


def _checked(name: str, value: object) -> object:
    if name in ("types", "stages"):
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError("it has to be a list of names")
        for item in value:
            if not is_name(item):
                raise ValueError(f"'{shown(item)}' is no name: letters, digits, '-', '_', '/', and no sign at an end")
        return tuple(value)
    if name in ("DEBUG", "EMOJIS", "autoload_enrichments"):
        return _boolean(value)
    if name == "enrichments":
        return _enrichments(value)
    if not isinstance(value, str):
        raise ValueError("it has to be text")
    if name == "LOG_LEVEL" and value.upper() not in LEVELS:
        raise ValueError(f"it has to be one of {', '.join(LEVELS[:5])}")
    return value


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError("it has to be true or false")


def _enrichments(value: object) -> object:
    if not isinstance(value, list):
        raise ValueError("it has to be a list of {type: NAME, config: {…}}")
    pairs = []
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("type"), str) or set(item) - {"type", "config"}:
            raise ValueError("it has to be a list of {type: NAME, config: {…}}")
        config = item.get("config") or {}
        if not isinstance(config, dict):
            raise ValueError("config has to be a mapping")
        pairs.append((item["type"], tuple(config.items())))
    return tuple(pairs)
