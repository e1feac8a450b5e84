"""The pages' source fits the API. (Its format, types and rules are checked by `make web`.)"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gto_studio.web import openapi
from studio.browser.chromium import WEB

NPM = shutil.which("npm")
MUST_HAVE_NODE = bool(os.environ.get("GTO_REQUIRE_NODE"))


def npm(*words: str) -> None:
    done = subprocess.run([str(NPM), *words], cwd=WEB, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pages_fit_this_very_api(built: None, tmp_path: Path) -> None:
    """Their types, made anew from the API's own description, find every question that the pages ask."""
    if NPM is None and not MUST_HAVE_NODE:
        pytest.skip("there is no npm")
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(openapi.description()), encoding="utf-8")
    shutil.copytree(WEB / "src", tmp_path / "src")
    for name in ("tsconfig.json", "vite.config.ts", "package.json"):
        shutil.copy(WEB / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(WEB / "node_modules")
    made = tmp_path / "src" / "api" / "schema.d.ts"
    npm("exec", "--no", "--", "openapi-typescript", str(description), "--output", str(made))
    npm("exec", "--no", "--", "tsc", "--noEmit", "--project", str(tmp_path / "tsconfig.json"))
