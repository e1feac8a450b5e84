"""Real DVC signs in to our server: it shows a code, somebody says yes, and it has a token that works."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from studio.cli.running import running

from .programs import Program, patient

pytestmark = pytest.mark.slow


def test_dvc_is_let_in(dvc: Program, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "DVC_NO_ANALYTICS": "1"}
    env |= {"PYTHONUNBUFFERED": "1"} | patient(home / "patience")
    with running("serve", "--port", "0", "--workers", "0", "--data", tmp_path / "data") as server:
        words = [dvc.bin / "dvc", "studio", "login", "-H", server.url.rstrip("/"), "--no-open", "-n", "laptop"]
        with subprocess.Popen(words, cwd=home, env=env, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            line = program.stdout.readline()
            code = re.search(r"/auth/device-login\?code=([A-Z0-9]{4}-[A-Z0-9]{4})$", line.strip())
            assert code, line
            said = server.post("/api/device-login/answer", {"user_code": code[1], "allow": True})
            assert (said["client_name"], said["token_name"], said["state"]) == ("DVC", "laptop", "allowed")
            rest = program.stdout.read()
            assert program.wait(120) == 0
        assert "Authentication complete" in rest
        done = subprocess.run([dvc.bin / "dvc", "studio", "token"], cwd=home, env=env, capture_output=True, text=True)
        request = Request(f"{server.url}api/models", headers={"Authorization": f"token {done.stdout.strip()}"})
        with urlopen(request, timeout=90) as answer:
            assert answer.status == 200
