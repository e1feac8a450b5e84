"""gto: a Git repository as a registry of models and other artifacts.

    import gto

    registry = gto.open(".")                                # or an address
    registry.artifacts()                                    # latest versions and stages
    registry.register("churn", bump="minor")                # a new version, as an annotated tag
    registry.pushing().assign("churn", "prod")              # and pushed to `origin`
    registry.plan_assign("churn", "prod").tags              # what would be done

`gto.api` keeps the functions of GTO 1.x. Importing gto loads nothing but a few small modules of its own.
"""

from __future__ import annotations

from importlib import import_module

from gto.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto import api
    from gto.config import Config
    from gto.errors import GtoError
    from gto.registry.listing import View
    from gto.registry.requests import Assign, Deprecate, Deregister, Register, Rollback, Unassign
    from gto.verbs.repository import Repository
    from gto.verbs.repository import open_repository as open  # noqa: A004

    CONFIG: Config

__all__ = [
    "CONFIG",
    "Assign",
    "Deprecate",
    "Deregister",
    "GtoError",
    "Register",
    "Repository",
    "Rollback",
    "Unassign",
    "View",
    "__version__",
    "api",
    "open",
]

#: Public names and the modules they come from, loaded when first used.
_HOMES = {
    "Assign": "gto.registry.requests",
    "Deprecate": "gto.registry.requests",
    "Deregister": "gto.registry.requests",
    "GtoError": "gto.errors",
    "Register": "gto.registry.requests",
    "Repository": "gto.verbs.repository",
    "Rollback": "gto.registry.requests",
    "Unassign": "gto.registry.requests",
    "View": "gto.registry.listing",
}
#: Modules that `import gto` brought along in GTO 1.x.
_MODULES = ("api", "base", "constants", "exceptions", "ext", "git_utils", "index", "tag", "ui", "utils", "versions")


def __getattr__(name: str) -> object:
    if name == "open":
        return import_module("gto.verbs.repository").open_repository
    if name == "CONFIG":
        return import_module("gto.verbs.configuration").process_config()
    if name in _MODULES:
        return import_module(f"gto.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'gto' has no attribute '{name}'")
