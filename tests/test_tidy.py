"""The checks of this codebase on itself. Each rule is a function; its docstring says why the rule exists.

A rule that is in the way of something better is changed here, with its reason, in the same commit.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]

# --- What the rules know -------------------------------------------------------------------------------

# A module is of the kind of its folder, unless it is named here.
KINDS = {
    "gto": "init",
    "gto.__main__": "face",
    "gto.config": "rule",
    "gto.errors": "ground",
    "gto.record": "ground",
    "gto.version": "ground",
    "gto_studio": "ground",
    "gto_studio.client": "face",
    "gto_studio.errors": "ground",
    "gto_studio.settings": "ground",
    "gto_studio.wiring": "wiring",
}
FOLDERS = {
    "gto.annotations": "rule",
    "gto.cli": "face",
    "gto.comparison": "rule",
    "gto.git": "edge",
    "gto.legacy": "face",
    "gto.data": "rule",
    "gto.registry": "rule",
    "gto.remotes": "edge",
    "gto.verbs": "verb",
    "gto.workflows": "verb",
    "gto_studio.changes": "verb",
    "gto_studio.dvc": "rule",
    "gto_studio.cli": "face",
    "gto_studio.forges": "edge",
    "gto_studio.identity": "verb",
    "gto_studio.indexing": "verb",
    "gto_studio.jobs": "verb",
    "gto_studio.live": "verb",
    "gto_studio.mirrors": "edge",
    "gto_studio.rules": "rule",
    "gto_studio.running": "verb",
    "gto_studio.store": "store",
    "gto_studio.telling": "verb",
    "gto_studio.watching": "verb",
    "gto_studio.web": "face",
}

# Thin modules for the Python callers of GTO 1.x, which must have these names, and the three that carry them
# (calling, model, translated); faces, too.
COMPATIBILITY = {
    "gto.api",
    "gto.base",
    "gto.legacy.calling",
    "gto.constants",
    "gto.exceptions",
    "gto.ext",
    "gto.git_utils",
    "gto.index",
    "gto.legacy.model",
    "gto.tag",
    "gto.legacy.translated",
    "gto.ui",
    "gto.utils",
    "gto.versions",
}

# Which kinds a kind may import, besides its own and the ground that all stand on.
ARROWS = {
    "ground": set(),
    "rule": set(),
    "edge": {"rule"},
    "store": {"rule"},
    "verb": {"rule", "edge", "store"},
    "face": {"rule", "verb", "store", "wiring"},  # a page asks the database itself, but never Git
    "init": {"rule", "verb", "face"},
    "wiring": {"rule", "edge", "store", "verb"},
}

# What a rule has no use for.
IMPURE = {
    "glob", "http", "io", "logging", "os", "pathlib", "random", "select", "shutil", "socket", "sqlite3",
    "tempfile", "threading", "urllib",
}  # fmt: skip
YAML_READERS = {"gto.annotations.spelling", "gto.annotations.yaml"}
# Rules that stand on somebody else's: which, and on what.
FOREIGN = {
    "gto_studio.dvc.plot_specs": "dvc_render",  # DVC's own templates of plots
    "gto_studio.rules.edits.in_toml": "tomlkit",  # keeps comments and spaces
}

# What may be imported inside a function: why it waits there, and in which modules.
LATE = {
    "_blake2": ("only where something is remembered; hashlib costs 4 ms more", {"gto.git.cache"}),
    "atexit": ("only where the cache can't be written", {"gto.git.clones"}),
    "gto.annotations.artifacts_yaml": ("loads the YAML library, 28 ms", {"gto.verbs.annotated"}),
    "gto.annotations.dvc_yaml": ("loads the YAML library, 28 ms", {"gto.verbs.annotated"}),
    "gto.annotations.either": ("loads the YAML library, 28 ms", {"gto.verbs.annotating"}),
    "gto.annotations.yaml": ("loads the YAML library, 28 ms", {"gto.verbs.configuration"}),
    "gto.verbs.enriching": (
        "loads importlib.metadata, 34 ms; only where something is annotated",
        {"gto.verbs.details"},
    ),
    "gto.cli.studio": ("loads importlib.metadata, 34 ms; only for words of Studio's", {"gto.cli.complete"}),
    "gto.registry.dates": ("loads datetime; only for a date that a person wrote", {"gto.verbs.repository"}),
    "gto.cli.logs": ("loads logging, 12 ms; only where debugging is asked for", {"gto.cli.opening"}),
    "dvc_render": ("117 ms, and only where a plot is drawn by Vega", {"gto_studio.dvc.plot_specs"}),
    "dvc_render.vega_templates": ("the same", {"gto_studio.dvc.plot_specs"}),
    "botocore.exceptions": ("botocore is in an extra", {"gto.remotes.own"}),
    "botocore.session": ("the same", {"gto.remotes.own"}),
    "gto.remotes.azure": ("httpx2 is in an extra", {"gto.remotes.opening"}),
    "gto.remotes.lfs": ("httpx2 is in an extra", {"gto.remotes.opening"}),
    "gto.remotes.gcs": ("httpx2 and joserfc are in an extra", {"gto.remotes.opening"}),
    "gto.remotes.http": ("httpx2 is in an extra", {"gto.remotes.opening"}),
    "gto.remotes.s3": ("botocore is in an extra", {"gto.remotes.opening"}),
    "gto.remotes.ssh": ("paramiko is in an extra", {"gto.remotes.opening"}),
    "json": ("8 ms, and seldom needed", {"gto.cli.render", "gto.verbs.configuration"}),
    "msvcrt": ("there is none elsewhere than on Windows", {"gto.git.locking"}),
    "threading": ("only where something is downloaded", {"gto.cli.render"}),
    "shutil": ("20 ms; only where a copy is thrown away", {"gto.git.clones"}),
    "subprocess": ("only where posix_spawn is missing; 11 ms of every start", {"gto.git.run"}),
    "tempfile": (
        "only for signing, or where the cache can't be written",
        {"gto.git.clones", "gto.git.transaction"},
    ),
}

# who loads modules by name, and why
IMPORTS_BY_NAME = {
    "gto": "`import gto` is cheap: a public name loads its module when it is first used",
    "gto.cli.main": "a command loads its own module and no other",
    "gto.cli.studio": "Studio is found by its entry point, so that `gto` never imports it",
    "gto_studio.cli.main": "a command loads its own module and no other",
    "gto.verbs.enriching": "plug-ins are other people's packages, found by their entry points",
}

STARTS_PROGRAMS = {
    "gto.git.run": "git, and nothing else",
    "gto_studio.jobs.children": "the worker processes that `gto studio serve` has beside itself",
    "gto_studio.running.programs": "on a runner's machine: `dvc`, or the command that a project names, and its keeper",
}
# Loops of events are the web face's way to wait for many pages at once; they start nothing.
LOOPS = "gto_studio.web"

SPEAKS = {"gto.ui": "GTO 1.x has `gto.ui.echo`, and callers print with it"}

VAGUE = {"base", "common", "core", "helper", "helpers", "manager", "misc", "shared", "tools", "util", "utils"}

# Modules whose tests are not at the mirrored path, and where they are.
TESTED_ELSEWHERE = {
    "gto.__main__": "tests/test_package.py",
    "gto.cli.verify": "tests/verbs/test_verification.py",
    "gto.git.seen": "tests/verbs/test_verification.py",
    "gto.git.signatures": "tests/verbs/test_verification.py",
    "gto.legacy.translated": "tests/test_api.py",
    "gto.version": "tests/test_package.py",
    "gto_studio.store.derived.material": "tests/studio/web/api/test_table.py",
    "gto_studio.store.derived.models": "tests/studio/web/api/test_models.py",
    "gto_studio.rules.edits.in_json": "tests/studio/rules/edits/test_params.py",
    "gto_studio.rules.edits.in_python": "tests/studio/rules/edits/test_params.py",
    "gto_studio.rules.edits.in_toml": "tests/studio/rules/edits/test_params.py",
    "gto_studio.web.api.shapes.changes": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.commits": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.edits": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.forges": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.live": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.people": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.plots": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.projects": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.queue": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.registry": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.repositories": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.server": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.shape": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.subscriptions": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.shapes.table": "tests/studio/web/test_conformance.py",
    "gto_studio.web.api.showing": "tests/studio/web/api/test_repositories.py",
    "gto_studio.running.runner": "tests/studio/running/test_real_runs.py",
    "gto_studio.running.server": "tests/studio/running/test_real_runs.py",
    "gto_studio.web.asking": "tests/studio/web/test_app.py",
    "gto.data.reach": "tests/studio/rules/test_addresses.py",
    "gto.data.expansion": "tests/studio/dvc/test_stages.py",
    "gto.data.written": "tests/data/test_tracked.py",
    "gto.git.credentials": "tests/verbs/test_getting.py",
    "gto.data.lfs": "tests/verbs/test_getting.py",
    "gto.remotes.lfs": "tests/verbs/test_getting.py",
    "gto.verbs.sources": "tests/verbs/test_getting.py",
    "gto.remotes.storage": "tests/remotes/test_storage.py",
    "gto.data.parts": "tests/studio/rules/test_downloads.py",
    "gto_studio.indexing.downloads": "tests/studio/web/api/test_downloads.py",
    "gto.remotes.resolving": "tests/studio/mirrors/test_resolving.py",
    "gto.remotes.azure": "tests/remotes/test_storage.py",
    "gto.remotes.gcs": "tests/remotes/test_storage.py",
    "gto.remotes.http": "tests/remotes/test_storage.py",
    "gto.remotes.local": "tests/remotes/test_storage.py",
    "gto.remotes.opening": "tests/remotes/test_storage.py",
    "gto.remotes.s3": "tests/remotes/test_storage.py",
    "gto.remotes.ssh": "tests/remotes/test_storage.py",
    "gto.remotes.web": "tests/remotes/test_storage.py",
    "gto_studio.store.owned.remote_secrets": "tests/studio/web/api/test_remotes.py",
    "gto_studio.store.migrations.versions.v0004_remote_secrets": "tests/studio/store/test_preparation.py",
    "gto_studio.web.fetching": "tests/studio/web/api/test_plots.py",
    "gto_studio.indexing.files": "tests/studio/web/api/test_plots.py",
    "gto_studio.cli.restore": "tests/studio/cli/test_backup.py",
    "gto_studio.identity.connecting": "tests/studio/web/api/test_git_connections.py",
    "gto_studio.store.owned.git_connections": "tests/studio/web/api/test_git_connections.py",
    "gto_studio.store.migrations.versions.v0011_git_connections": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0012_connected_apps": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0013_device_addresses": "tests/studio/store/test_preparation.py",
    "gto_studio.store.derived.tables": "tests/studio/store/test_preparation.py",
    "gto_studio.store.dialects": "tests/studio/store/owned/test_jobs.py",
    "gto_studio.store.migrations.env": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0001_first_tables": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0002_live_runs": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0007_queued_experiments": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0009_pull_requests": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0005_arrivals": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0010_forge_states": "tests/studio/store/test_preparation.py",
    "gto_studio.store.owned.forge_states": "tests/studio/watching/test_hooking.py",
    "gto_studio.store.migrations.versions.v0006_commit_checks": "tests/studio/store/test_preparation.py",
    "gto_studio.store.migrations.versions.v0008_subscriptions": "tests/studio/store/test_preparation.py",
    "gto_studio.store.owned.subscriptions": "tests/studio/web/api/test_subscriptions.py",
    "gto_studio.store.owned.outbox": "tests/studio/telling/test_announcing.py",
    "gto_studio.cli.check": "tests/studio/cli/test_rebuild.py",
    "gto_studio.errors": "tests/studio/web/test_problems.py",
    "gto_studio.forges.bitbucket_server": "tests/studio/forges/test_contract.py",
    "gto_studio.forges.bitbucket": "tests/studio/forges/test_contract.py",
    "gto_studio.forges.azure": "tests/studio/forges/test_contract.py",
    "gto_studio.forges.github": "tests/studio/forges/test_contract.py",
    "gto_studio.forges.gitlab": "tests/studio/forges/test_contract.py",
    "gto_studio.forges.gitea": "tests/studio/forges/test_contract.py",
    "gto_studio.forges.opening": "tests/studio/forges/test_contract.py",
    "gto_studio.identity.accounts": "tests/studio/web/api/test_teams.py",
    "gto_studio.identity.arriving": "tests/studio/identity/test_providers.py",
    "gto_studio.identity.audit": "tests/studio/web/api/test_audit.py",
    "gto_studio.identity.devices": "tests/studio/web/api/test_device.py",
    "gto_studio.identity.proofs": "tests/studio/web/api/test_tokens.py",
    "gto_studio.identity.signing_in": "tests/studio/web/api/test_session.py",
    "gto_studio.store.migrations.versions.v0003_project_settings_and_views": "tests/studio/store/test_preparation.py",
    "gto_studio.store.owned.views": "tests/studio/web/api/test_views.py",
    "gto_studio.store.owned.people": "tests/studio/web/api/test_people.py",
    "gto_studio.store.owned.teams": "tests/studio/web/api/test_teams.py",
    "gto_studio.store.owned.invites": "tests/studio/web/api/test_teams.py",
    "gto_studio.store.owned.sessions": "tests/studio/web/api/test_session.py",
    "gto_studio.store.owned.attempts": "tests/studio/web/api/test_session.py",
    "gto_studio.store.owned.tokens": "tests/studio/web/api/test_tokens.py",
    "gto_studio.store.owned.device_logins": "tests/studio/web/api/test_device.py",
    "gto_studio.store.owned.audit": "tests/studio/web/api/test_audit.py",
    "gto_studio.store.owned.sealed": "tests/studio/identity/test_secrets.py",
    "gto_studio.web.api.providers": "tests/studio/identity/test_providers.py",
    "gto_studio.web.headers": "tests/studio/web/test_limits.py",
    "gto_studio.web.identity": "tests/studio/web/api/test_session.py",
    "gto_studio.web.routes": "tests/studio/web/test_access_walk.py",
}

# Where a program comes in from outside: an entry point of the package, or `python -m`; Alembic loads migrations.
ENTRANCES = {"gto_studio.cli.main", "gto_studio.client", "gto_studio.web.openapi"}
MIGRATIONS = "gto_studio.store.migrations"

# A package that only says what is public has nothing to test.
PUBLISHING = (ast.Expr, ast.Import, ast.ImportFrom)

# What start-up may load besides gto itself: modules of the interpreter that cost next to nothing.
CHEAP = {
    "__future__", "_blake2", "_collections", "_contextvars", "_locale", "binascii", "contextvars",
    "errno", "fcntl", "gc", "importlib",
    "itertools", "marshal", "math", "select", "time", "unicodedata", "warnings", "zlib",
}  # fmt: skip


# --- The code, as the rules see it ------------------------------------------------------------------------


@dataclass(frozen=True)
class Import:
    target: str
    line: int
    place: str  # "top", "function" or "types"


@dataclass(frozen=True)
class Module:
    name: str
    source: str
    known: frozenset[str] = frozenset()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> list[Import]:
        return list(self._imports(self.tree.body, "top"))

    @property
    def kind(self) -> str:
        if self.name in KINDS:
            return KINDS[self.name]
        if self.name in COMPATIBILITY:
            return "face"
        return next((kind for folder, kind in FOLDERS.items() if within(self.name, folder)), "verb")

    @property
    def ours(self) -> list[Import]:
        return [entry for entry in self.imports if within(entry.target, "gto") or within(entry.target, "gto_studio")]

    def calls(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno

    def _imports(self, body: Iterable[ast.AST], place: str) -> Iterator[Import]:
        for node in body:
            if isinstance(node, ast.Import):
                yield from (Import(alias.name, node.lineno, place) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno}: write imports in full"
                names = (f"{node.module}.{alias.name}" for alias in node.names)
                targets = {name if name in self.known else str(node.module) for name in names}
                yield from (Import(target, node.lineno, place) for target in sorted(targets))
            elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield from self._imports(node.body, "types")
                yield from self._imports(node.orelse, place)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield from self._imports(ast.iter_child_nodes(node), "function")
            else:
                yield from self._imports(ast.iter_child_nodes(node), place)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def modules() -> list[Module]:
    source = ROOT / "src"
    paths = {dotted(path.relative_to(source)): path for path in sorted(source.rglob("*.py"))}
    return [Module(name, path.read_text(), frozenset(paths)) for name, path in paths.items()]


def dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# --- Rules on the modules ----------------------------------------------------------------------------------


def arrows_go_one_way(code: list[Module]) -> Iterator[str]:
    """Faces know verbs, verbs know rules and edges, rules know nothing but each other: so any rule can be
    read and tested without Git, and any face replaced. A type is knowledge too. (The table ARROWS.)"""
    kinds = {module.name: module.kind for module in code}
    for module in code:
        for entry in module.ours:
            kind = kinds.get(entry.target)
            if kind and kind not in ARROWS[module.kind] | {module.kind, "ground"}:
                yield f"{module.name}:{entry.line}: a {module.kind} imports {entry.target}, a {kind}"


def the_library_does_not_know_the_server(code: list[Module]) -> Iterator[str]:
    """`gto` is installed without the server, and embedded by other tools: what it would import may not be there."""
    for module in code:
        for entry in module.ours:
            if within(module.name, "gto") and within(entry.target, "gto_studio"):
                yield f"{module.name}:{entry.line}: imports {entry.target}"


def only_one_folder_contains_sql(code: list[Module]) -> Iterator[str]:
    """Whoever asks the database asks a function of `store/` that has a name. Tables and statements elsewhere would
    have to be found again for every change of a column."""
    for module in code:
        if module.kind in {"store", "wiring"} or not within(module.name, "gto_studio"):
            continue
        for entry in module.imports:
            tables = entry.target in {"gto_studio.store.derived.tables", "gto_studio.store.owned.tables"}
            if entry.place != "types" and (
                tables or entry.target.partition(".")[0] in {"sqlalchemy", "sqlite3", "psycopg"}
            ):
                yield f"{module.name}:{entry.line}: imports {entry.target}"


def nothing_goes_in_circles(code: list[Module]) -> Iterator[str]:
    """Modules that need each other are one module in pieces. An import hidden in a function, or made for
    a type, does not break the circle, it only hides it."""
    arrows = {module.name: {entry.target for entry in module.ours} for module in code}

    def reached(start: str) -> set[str]:
        seen, todo = set[str](), [start]
        while todo:
            fresh = arrows.get(todo.pop(), set()) - seen
            seen |= fresh
            todo += fresh
        return seen

    circular = sorted(name for name in arrows if name in reached(name))
    if circular:
        yield "in a circle: " + ", ".join(circular)


def rules_are_pure(code: list[Module]) -> Iterator[str]:
    """A rule takes values and gives values. One that can open a file, ask the clock or the network
    needs a machine to be tested on, and gives two answers to one question."""
    for module in code:
        if module.kind != "rule":
            continue
        for entry in module.imports:
            top = entry.target.partition(".")[0]
            yaml = top == "ruamel" and module.name in YAML_READERS
            foreign = top not in sys.stdlib_module_names | {"gto", "gto_studio", "tomllib"} and not yaml
            foreign = foreign and FOREIGN.get(module.name) != top
            if entry.place != "types" and (top in IMPURE or foreign):
                yield f"{module.name}:{entry.line}: a rule imports {entry.target}"
        for call, line in module.calls():
            if call in {"open", "input", "time.time", "datetime.now", "datetime.datetime.now", "date.today"}:
                yield f"{module.name}:{line}: a rule calls {call}"


def imports_stand_at_the_top(code: list[Module]) -> Iterator[str]:
    """A reader sees at the top of a module what it stands on. The few imports that wait inside a function,
    each to save start-up time, are listed in LATE with their reason."""
    names = {module.name for module in code}
    allowed = {(name, target) for target, (_, users) in LATE.items() for name in users & names}
    for module in code:
        for entry in module.imports:
            if entry.place == "function" and (module.name, entry.target) not in allowed:
                yield f"{module.name}:{entry.line}: imports {entry.target} inside a function"
        late = {(module.name, entry.target) for entry in module.imports if entry.place == "function"}
        for _, target in {pair for pair in allowed if pair[0] == module.name} - late:
            yield f"{module.name}: no longer imports {target} late; take it out of LATE"


def modules_are_imported_by_import(code: list[Module]) -> Iterator[str]:
    """An import by name is seen by no tool and by no rule in this file. (The table IMPORTS_BY_NAME.)"""
    for module in code:
        by_name = [entry.line for entry in module.imports if within(entry.target, "importlib")]
        by_name += [line for call, line in module.calls() if call == "__import__"]
        if by_name and module.name not in IMPORTS_BY_NAME:
            yield f"{module.name}:{by_name[0]}: imports by name"


def one_module_starts_programs(code: list[Module]) -> Iterator[str]:
    """Environment, time limit, locale and what may become an option are decided once, in gto/git/run.py.
    A second place to start a program is a second place to get them wrong. (The table STARTS_PROGRAMS.)"""
    doors = re.compile(r"os\.(exec\w+|fork\w*|popen|posix_spawnp?|spawn\w+|startfile|system)|pty\.\w+")
    programs = {"asyncio", "multiprocessing", "pty", "subprocess"}
    for module in code:
        if module.name in STARTS_PROGRAMS:
            continue
        for entry in module.imports:
            if entry.target == "asyncio" and within(module.name, LOOPS):
                continue
            if entry.target.partition(".")[0] in programs:
                yield f"{module.name}:{entry.line}: imports {entry.target}"
        for call, line in module.calls():
            if doors.fullmatch(call):
                yield f"{module.name}:{line}: calls {call}"


def only_the_command_line_speaks(code: list[Module]) -> Iterator[str]:
    """The library runs inside servers and notebooks: it gives answers, and never prints them, asks a person
    or looks at the terminal."""
    streams = {"sys.stdin", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}
    for module in code:
        if within(module.name, "gto.cli") or within(module.name, "gto_studio.cli") or module.name in SPEAKS:
            continue
        for call, line in module.calls():
            if call in {"print", "input", "os.isatty", "os.get_terminal_size"}:
                yield f"{module.name}:{line}: calls {call}"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in streams:
                yield f"{module.name}:{node.lineno}: uses {ast.unparse(node)}"


def the_environment_is_only_read(code: list[Module]) -> Iterator[str]:
    """os.environ belongs to the whole process: a change made for one caller is seen by every thread and every
    child. Who commits, and when, goes to the child process that needs it."""
    writers = re.compile(
        r"(os\.)?environb?\.(update|setdefault|pop|popitem|clear|__\w+__)"
        r"|os\.(putenv|unsetenv|chdir|umask)|locale\.setlocale|time\.tzset"
    )
    for module in code:
        for call, line in module.calls():
            if writers.fullmatch(call):
                yield f"{module.name}:{line}: calls {call}"
        for node in ast.walk(module.tree):
            changed = isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
            if changed and ast.unparse(node.value) in {"os.environ", "environ", "os.environb"}:
                yield f"{module.name}:{node.lineno}: changes {ast.unparse(node)}"


def modules_have_a_subject(code: list[Module]) -> Iterator[str]:
    """A module called `utils` has no subject, so everything fits into it. If two modules need a function, the
    function has a subject, and the subject is its home."""
    for module in code:
        vague = VAGUE.intersection(module.name.rpartition(".")[2].split("_"))
        if vague and module.name not in COMPATIBILITY:
            yield f"{module.name}: says nothing about what it owns"


def modules_say_what_they_own(code: list[Module]) -> Iterator[str]:
    """The first line of a module tells a reader whether to read on."""
    for module in code:
        if not ast.get_docstring(module.tree):
            yield f"{module.name}: has no docstring"


def compatibility_modules_are_thin(code: list[Module]) -> Iterator[str]:
    """They hold the names that callers of GTO 1.x import, and nothing that our own code would want: ours
    never imports them, so they can go one day."""
    for module in code:
        if module.name in COMPATIBILITY | {"gto"}:
            continue
        for entry in module.ours:
            if entry.target in COMPATIBILITY:
                yield f"{module.name}:{entry.line}: imports {entry.target}"


def modules_are_used(code: list[Module]) -> Iterator[str]:
    """What nothing imports is either forgotten or not connected yet. A module that is loaded by its name is
    named in a table of the module that loads it."""
    used = {entry.target for module in code for entry in module.ours}
    tables = [module for module in code if module.name in {*IMPORTS_BY_NAME, "gto.cli.commands"}]
    texts = {node.value for table in tables for node in ast.walk(table.tree) if isinstance(node, ast.Constant)}
    for module in code:
        names = {module.name, module.name.rpartition(".")[2]}
        entrance = module.name in {"gto", "gto.cli", "gto.__main__", "gto_studio"} | ENTRANCES | COMPATIBILITY
        folder = any(within(name, module.name) for name in used)
        if not (entrance or folder or names & texts or within(module.name, MIGRATIONS)):
            yield f"{module.name}: nothing imports it"


def modules_have_a_test(code: list[Module]) -> Iterator[str]:
    """Who changes a module finds its tests without searching: at the same path under tests/, or at the
    one that TESTED_ELSEWHERE names."""
    for module in code:
        if all(isinstance(node, PUBLISHING) or "__all__" in ast.unparse(node) for node in module.tree.body):
            continue
        package, *parts = module.name.split(".")
        parts = ["studio", *(parts or [package])] if package == "gto_studio" else parts or [package]
        home = "/".join(["tests", *parts[:-1], f"test_{parts[-1].strip('_')}.py"])
        home = TESTED_ELSEWHERE.get(module.name, home)
        if not (ROOT / home).exists():
            yield f"{module.name}: no {home}"


RULES: list[Callable[[list[Module]], Iterator[str]]] = [
    arrows_go_one_way,
    the_library_does_not_know_the_server,
    only_one_folder_contains_sql,
    nothing_goes_in_circles,
    rules_are_pure,
    imports_stand_at_the_top,
    modules_are_imported_by_import,
    one_module_starts_programs,
    only_the_command_line_speaks,
    the_environment_is_only_read,
    modules_have_a_subject,
    modules_say_what_they_own,
    compatibility_modules_are_thin,
    modules_are_used,
    modules_have_a_test,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps(rule: Callable[[list[Module]], Iterator[str]]) -> None:
    tell(rule.__doc__, rule(modules()))


def tell(why: str | None, found: Iterable[str]) -> None:
    lines = list(found)
    if lines:
        pytest.fail("\n".join([*lines, "", re.sub(r"\s+", " ", why or "")]), pytrace=False)


# One breach for each rule, so that no rule passes because it looks at nothing.
BREACHES: list[tuple[Callable[[list[Module]], Iterator[str]], dict[str, str]]] = [
    (arrows_go_one_way, {"gto.registry.a": "import gto.git.b", "gto.git.b": ""}),
    (arrows_go_one_way, {"gto.registry.a": "if TYPE_CHECKING:\n  from gto.git import b", "gto.git.b": ""}),
    (arrows_go_one_way, {"gto.cli.show": "from gto.git.b import f", "gto.git.b": ""}),
    (arrows_go_one_way, {"gto.verbs.repository": "from gto.cli import show", "gto.cli.show": ""}),
    (arrows_go_one_way, {"gto.api": "from gto.git import b", "gto.git.b": ""}),
    (arrows_go_one_way, {"gto_studio.web.a": "import gto_studio.mirrors.b", "gto_studio.mirrors.b": ""}),
    (arrows_go_one_way, {"gto_studio.web.a": "import gto.git.run", "gto.git.run": ""}),
    (arrows_go_one_way, {"gto_studio.rules.a": "import gto_studio.store.b", "gto_studio.store.b": ""}),
    (the_library_does_not_know_the_server, {"gto.cli.a": "def f():\n  import gto_studio.cli"}),
    (only_one_folder_contains_sql, {"gto_studio.web.a": "from sqlalchemy import text"}),
    (only_one_folder_contains_sql, {"gto_studio.jobs.a": "from gto_studio.store.owned.tables import job"}),
    (nothing_goes_in_circles, {"gto.a": "import gto.b", "gto.b": "def f():\n  from gto import a"}),
    (nothing_goes_in_circles, {"gto.a": "import gto.b", "gto.b": "import gto.c", "gto.c": "import gto.a"}),
    (rules_are_pure, {"gto.registry.a": "from os import path"}),
    (rules_are_pure, {"gto.registry.a": "import ruamel.yaml"}),
    (rules_are_pure, {"gto.annotations": "open('artifacts.yaml')"}),
    (imports_stand_at_the_top, {"gto.a": "def f():\n  import json"}),
    (imports_stand_at_the_top, {"gto.a": "class A:\n  def f(self):\n    if self: from json import loads"}),
    (modules_are_imported_by_import, {"gto.a": "import importlib"}),
    (modules_are_imported_by_import, {"gto.a": "__import__('gto.b')"}),
    (one_module_starts_programs, {"gto.a": "from subprocess import run"}),
    (one_module_starts_programs, {"gto.git.refs": "import os\nos.posix_spawn('/bin/true', [], {})"}),
    (one_module_starts_programs, {"gto.cli.show": "import os\nos.system('less')"}),
    (only_the_command_line_speaks, {"gto.a": "print('done')"}),
    (only_the_command_line_speaks, {"gto.a": "import sys\nsys.stderr.write('done')"}),
    (the_environment_is_only_read, {"gto.a": "os.environ['TZ'] = 'UTC'"}),
    (the_environment_is_only_read, {"gto.a": "del os.environ['TZ']"}),
    (the_environment_is_only_read, {"gto.a": "os.environ.update(TZ='UTC')"}),
    (the_environment_is_only_read, {"gto.cli.main": "os.putenv('TZ', 'UTC')"}),
    (the_environment_is_only_read, {"gto.cli.main": "os.chdir('..')"}),
    (modules_have_a_subject, {"gto.registry.tag_utils": ""}),
    (modules_say_what_they_own, {"gto.a": "import os"}),
    (compatibility_modules_are_thin, {"gto.cli.show": "import gto.utils", "gto.utils": ""}),
    (modules_are_used, {"gto.registry.a": "import gto.registry.b", "gto.registry.b": ""}),
    (modules_have_a_test, {"gto.registry.nowhere": "x = 1"}),
]


@pytest.mark.parametrize(("rule", "sources"), BREACHES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_breach_is_noticed(rule: Callable[[list[Module]], Iterator[str]], sources: dict[str, str]) -> None:
    assert list(rule([Module(name, source, frozenset(sources)) for name, source in sources.items()]))


# --- What starting up may cost -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("import gto", id="import gto"),
        *[
            pytest.param(
                f"import sys; sys.argv[1:] = {words.split()}; from gto.cli import app; app()",
                id=f"gto {words}",
            )
            for words in ("--help", "--version", "register --help", "show", "show churn@latest", "history")
        ],
    ],
)
def test_starting_up_loads_little(question: str, tmp_path: Path) -> None:
    """A command answers in the time that it takes to start Python: re costs 6 ms, typing 9, dataclasses 17,
    click 31, pydantic 110. Each start pays for every module that is loaded."""
    make_registry(tmp_path)
    extra = sorted(
        name
        for name in loaded(question, tmp_path) - loaded("pass", tmp_path)
        if name.partition(".")[0] not in {"gto", *CHEAP}
    )
    tell(test_starting_up_loads_little.__doc__, [f"`{question}` loads {', '.join(extra)}"] if extra else [])


def make_registry(folder: Path) -> None:
    for words in (
        "init",
        "commit --allow-empty -m first",
        "tag -a churn@v1.0.0 -m first",
        "tag -a churn#prod#1 -m go",
    ):
        subprocess.run(["git", *words.split()], cwd=folder, check=True, capture_output=True)


def loaded(question: str, folder: Path) -> set[str]:
    """Ask a new interpreter which modules it has after this."""
    report = "import atexit, sys; atexit.register(lambda: print('\\nLOADED', *sys.modules, file=sys.stderr))"
    done = subprocess.run(
        [sys.executable, "-c", f"{report}; {question}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.partition("\nLOADED ")[2].split())


# --- Rules on everything that is tracked --------------------------------------------------------------------


def tracked() -> dict[str, bytes]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    # the checkout may be another user's, as in containers
    ask = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    names = subprocess.run(ask, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}


def lines(files: dict[str, bytes], pattern: str) -> Iterator[str]:
    wanted = re.compile(pattern.encode())
    for name, content in files.items():
        if wanted.search(content):
            for number, line in enumerate(content.splitlines(), 1):
                if wanted.search(line):
                    yield f"{name}:{number}: {line.decode(errors='replace').strip()[:100]}"


def test_locks_name_no_address() -> None:
    """A lock file that names a server can't be used behind another: hashes say what is meant, wherever it is
    from. uv.lock and pylock.toml always name one."""
    files = tracked()
    locks = {name: content for name, content in files.items() if name.startswith("requirements/")}
    wrong = [f"{name}: take it out" for name in files if PurePosixPath(name).name in {"uv.lock", "pylock.toml"}]
    tell(
        test_locks_name_no_address.__doc__,
        [*wrong, *lines(locks, r"://|@ file:|--(extra-)?index|--find-links")],
    )
    assert all(b"--hash=sha256:" in content for name, content in locks.items() if name.endswith(".lock"))
    pages = json.loads(files["web/package-lock.json"])["packages"]
    assert not [name for name, package in pages.items() if "resolved" in package], "web/.npmrc keeps addresses out"
    assert [
        name for name, package in pages.items() if name and "integrity" not in package and package.get("version")
    ] == []


def test_no_file_names_a_package_server() -> None:
    """The same for everything else: where packages come from is the business of the machine."""
    ask = "from pip._internal.models.index import PyPI; print(PyPI.netloc, PyPI.file_storage_domain)"
    hosts = subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True).stdout.split()
    tell(test_no_file_names_a_package_server.__doc__, lines(tracked(), "|".join(map(re.escape, hosts))))


def test_no_file_names_a_place_on_one_machine() -> None:
    """A path that exists on one machine is a step that fails on every other."""
    homes = r"(?<![\w.~-])/(?:home|Users|root|work|workspace)/(?!jo\b)\w"
    here = re.escape(str(ROOT)) if len(ROOT.parts) > 2 else "(?!)"
    tell(test_no_file_names_a_place_on_one_machine.__doc__, lines(tracked(), rf"{homes}|{here}\b"))


def test_every_file_can_be_read() -> None:
    """What can't be read in a review does not belong in the repository: no binaries, nothing built. Pictures of pages
    that the tests made can at least be looked at."""
    found = []
    for name, content in tracked().items():
        path = PurePosixPath(name)
        is_picture = path.match("docs/images/*.png") and content.startswith(b"\x89PNG\r\n")
        if is_picture or (path.match("docs/images/gallery/*.webp") and content[8:12] == b"WEBP"):
            if len(content) > 200_000:
                found.append(f"{name}: {len(content):,} bytes")
            continue
        try:
            content.decode()
        except UnicodeDecodeError:
            found.append(f"{name}: not text")
        if b"\0" in content or b"\r\n" in content:
            found.append(f"{name}: holds NUL or CRLF")
        if len(content) > 400_000:
            found.append(f"{name}: {len(content):,} bytes")
    tell(test_every_file_can_be_read.__doc__, found)


def test_scripts_can_be_run() -> None:
    """A file with a shebang is there to be started."""
    found = [
        f"{name}: is not executable"
        for name, content in tracked().items()
        if content.startswith(b"#!") and not os.access(ROOT / name, os.X_OK)
    ]
    tell(test_scripts_can_be_run.__doc__, found)
