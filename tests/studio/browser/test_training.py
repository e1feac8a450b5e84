"""Real DVC is let in by a person in a real browser, and what its trainings tell is seen on the page that tests it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from compat.programs import Program, patient
from gto_studio.identity import accounts
from gto_studio.settings import Settings
from gto_studio.wiring import build
from shell import Shell, new_repository
from studio.browser.chromium import visit
from studio.browser.studios import Studio, a_studio
from studio.browser.test_people import PASSWORD, sign_in

pytestmark = pytest.mark.slow

TRAIN = """\
from dvclive import Live
with Live(save_dvc_exp=False, report=None) as live:
    live.log_metric("acc", 0.5)
    live.next_step()
"""


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Studio]:
    """A Studio with accounts, of which Jane's is one."""
    parts = build(Settings(data=tmp_path / "data", accounts=True))
    with parts.store.writing() as connection:
        jane = accounts.NewAccount("jane", "Jane Doe", "jane@example.com", PASSWORD, admin=True, vouched=True)
        accounts.add(connection, accounts.SERVER, jane, parts.clock())
    parts.close()
    with a_studio(tmp_path / "data", GTO_STUDIO_ACCOUNTS="true", GTO_STUDIO_ALLOW_LOCAL_PATHS="true") as studio:
        yield studio


@contextmanager
def logging_in(dvc: Program, home: Path, studio: Studio, name: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`dvc studio login --no-open`, and the address that it tells its person to open."""
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n\tname = Jo\n\temail = jo@example.com\n")
    env = os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "DVC_NO_ANALYTICS": "1"}
    words = [dvc.bin / "dvc", "studio", "login", "-H", studio.address.rstrip("/"), "--no-open", "-n", name]
    with subprocess.Popen(
        words,
        cwd=home,
        env=env | {"PYTHONUNBUFFERED": "1"} | patient(home / "patience"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as program:
        try:
            assert program.stdout is not None
            line = program.stdout.readline()
            found = re.search(r"http://\S+/auth/device-login\?code=[A-Z0-9]{4}-[A-Z0-9]{4}", line)
            assert found, line
            yield program, found[0]
        finally:
            program.kill()


def test_from_the_login_to_the_first_run(
    browser: Browser, closed: Studio, dvc: Program, tmp_path: Path, pictures: Path | None
) -> None:
    with visit(browser, closed.address, pictures) as jane:
        jane.open("/settings/connection").settled()
        jane.page.locator("main").get_by_role("link", name="Sign in").first.click()
        sign_in(jane, "jane", PASSWORD)
        jane.page.wait_for_url(re.compile(r"/settings/connection$"))
        jane.see("Nothing has arrived yet")
        jane.picture("connection-nothing-light-1440")

        with logging_in(dvc, tmp_path / "stranger", closed, "mallory") as (program, address):
            jane.page.goto(address)
            jane.button("Refuse").click()
            jane.see("DVC was refused")
            said, _ = program.communicate(timeout=120)
            assert program.returncode == 1
            assert "failed to authenticate" in said

        home = tmp_path / "home"
        with logging_in(dvc, home, closed, "laptop") as (program, address):
            jane.page.goto(address)
            jane.see(address[-9:])
            jane.see("laptop")
            jane.button("Allow").click()
            jane.see("DVC is in")
            said, _ = program.communicate(timeout=120)
            assert program.returncode == 0
            assert "Authentication complete" in said

        # what was saved by the login is all that a training needs
        remote = new_repository(tmp_path / "remote.git", "--bare")
        surroundings = {
            "HOME": str(home), "XDG_CONFIG_HOME": str(home), "DVC_NO_ANALYTICS": "1",
            "PATH": f"{dvc.bin}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(home / "patience"),
        }  # fmt: skip
        shell = new_repository(tmp_path / "work", env=surroundings)
        shell.git("remote", "add", "origin", remote.path)
        shell.run("dvc", "init", "--quiet")
        shell.commit("a training", files={"train.py": TRAIN})
        shell.git("push", "--quiet", "origin", "main")

        assert "No repository of yours is at" in train(shell)
        jane.open("/settings/connection").settled()
        jane.see("A run of a repository came that is not in Studio")
        expect(jane.page.get_by_role("cell", name=str(remote.path), exact=True)).to_be_visible()
        jane.picture("connection-unknown-light-1440")
        assert jane.serious() == []

        made = jane.page.request.post(f"{closed.address}api/projects", data={"url": str(remote.path)})
        assert made.status == 201
        assert '"detail"' not in train(shell)  # nothing is refused any more
        jane.see("A live run arrived, and all is well")  # the open page asks by itself
        jane.see("token laptop")
        jane.picture("connection-light-1440")
        project = made.json()[0]["id"]
        runs = jane.page.request.get(f"{closed.address}api/projects/{project}/live").json()["runs"]
        assert [(run["state"], run["step"]) for run in runs] == [("finished", 0)]

        jane.open("/settings/tokens").settled()
        jane.page.get_by_role("row", name=re.compile("laptop")).get_by_role("button", name="Revoke").click()
        jane.dialog().get_by_role("button", name="Revoke laptop").click()
        expect(jane.dialog()).to_have_count(0)
        train(shell)
        jane.open("/settings/connection").settled()
        jane.see("Token laptop holds no longer")
    with visit(browser, closed.address, pictures, dark=True, narrow=True) as jane:
        jane.open("/settings/connection").settled()
        jane.page.locator("main").get_by_role("link", name="Sign in").first.click()
        sign_in(jane, "jane", PASSWORD)
        jane.see("Token laptop holds no longer")
        jane.picture("connection-dark-390")
        assert not jane.overflows()


def train(shell: Shell) -> str:
    return shell.run("python", "train.py").err
