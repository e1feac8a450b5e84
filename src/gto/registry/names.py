"""What an artifact or a stage may be called.

    name      = alnum, or alnum … alnum with letters, digits, "-", "_", "/" between
    artifact  = [ directory ":" ] name       the directory of a dvc.yaml and the artifact's name in it

ASCII only. The rule is GTO 1.x's; what Git itself cannot store as a ref is refused here too, before Git is asked.
"""

from __future__ import annotations

from gto.errors import ValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NewType

    ArtifactName = NewType("ArtifactName", str)
    StageName = NewType("StageName", str)
    CommitId = NewType("CommitId", str)
else:
    ArtifactName = StageName = CommitId = str

#: Git stores a ref as a file: its longest component, with ".lock" behind it, has to fit into 255 bytes.
COMPONENT_LENGTH_MAX = 200
#: Longest whole name. Git for Windows and many forges stop near 255 for the whole ref.
NAME_LENGTH_MAX = 200

_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_NAME = _ALNUM + "-_/"
_DIRECTORY = _NAME + "."

_RULE = (
    "Only letters, numbers, '_', '-', '/' are allowed. "
    "Value must be of len >= 2 and must start and end with a letter or a number."
)


def is_name(text: str) -> bool:
    """Whether `text` may name a stage, a type, a label, or an artifact in the root."""
    if text.isalnum() and text.isascii():
        return True
    return bool(text) and not text.strip(_NAME) and text[0] in _ALNUM and text[-1] in _ALNUM


def is_full_name(text: str) -> bool:
    """Whether `text` may name an artifact: a name, with `directory:` in front where it lives in a folder."""
    if ":" not in text:
        return is_name(text)
    directory, _, name = text.rpartition(":")
    return is_name(name) and bool(directory) and not directory.strip(_DIRECTORY)


def check_name(text: str) -> StageName:
    """Give `text` back as a stage (or type, or label). ValidationError if it isn't one or Git cannot store it."""
    if not is_name(text):
        raise ValidationError(f"Invalid value '{shown(text)}'. {_RULE}")
    _check_storable(text, text)
    return StageName(text)


def check_artifact(text: str) -> ArtifactName:
    """Give `text` back as an artifact's full name. ValidationError if it isn't one or Git cannot store it."""
    if not is_full_name(text):
        name = text.partition("@")[0].partition("#")[0].replace("=", ":", 1)
        hint = f"an artifact is meant here, without a version or a stage: {name}" if is_full_name(name) else None
        raise ValidationError(f"Invalid value '{shown(text)}'. {_RULE}", hint=hint)
    _check_storable(text, text.replace(":", "="))
    return ArtifactName(text)


def split(artifact: str) -> tuple[str, str]:
    """(directory, name): ("models/cv", "resnet") for "models/cv:resnet", ("", "resnet") for "resnet"."""
    directory, _, name = artifact.rpartition(":")
    return directory, name


def shown(text: str) -> str:
    """Text that came from outside, safe for a terminal: control and unprintable characters are escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _check_storable(given: str, text: str) -> None:
    """git-check-ref-format(1), as far as the alphabet of names leaves anything to check."""
    problem = None
    for component in text.split("/"):
        if not component:
            problem = "empty path component ('//', or '/' at an end)"
        elif component.startswith(".") or component.endswith((".lock", ".")):
            problem = f"component '{component}' starts with '.', or ends in '.' or '.lock'"
        elif len(component) > COMPONENT_LENGTH_MAX:
            problem = f"component longer than {COMPONENT_LENGTH_MAX} characters"
    if ".." in text:
        problem = "'..'"
    if text.startswith("-"):
        problem = "'-' at the start"
    if text.startswith("refs/"):
        problem = "'refs/' at the start"
    if len(text) > NAME_LENGTH_MAX:
        problem = f"longer than {NAME_LENGTH_MAX} characters"
    if problem:
        raise ValidationError(
            f"Invalid value '{shown(given)[:80]}'. {_RULE}",
            hint=f"Git cannot store such a name in a tag: {problem}",
        )
