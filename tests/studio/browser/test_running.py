"""Somebody changes parameters in a form and has it run: by a commit, by a pull request, by a runner of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from servers.forge import Forge
from studio.browser.chromium import Visit, visit
from studio.browser.studios import Studio
from studio.browser.trainings import Trainings, trainings
from studio.running.test_real_runs import WAITS, Place, place, served, work  # noqa: F401 - fixtures

#: How long a worker may take for something, on a busy machine.
PATIENCE_MS = 180_000


def project_of(studio: Studio) -> str:
    return str(studio.ask("/api/projects")[0]["id"])


def on_remote(made: Trainings, what: str) -> str:
    """A file of a branch, as the remote has it: `main:params.yaml`."""
    return made.shell.git("--git-dir", str(made.bare), "show", what)


def tick_head(person: Visit) -> None:
    """The commit at the head of main, and not the whole branch."""
    rows = person.page.locator('[role=row][aria-level="2"]')
    rows.get_by_role("checkbox", name="Select main", exact=True).click()


def open_form(person: Visit, project: str) -> None:
    """Tick the head of main, and press Run."""
    person.open(f"/projects/{project}").settled()
    tick_head(person)
    person.page.get_by_role("button", name="Run", exact=True).click()
    person.dialog().get_by_label("train.lr", exact=True).wait_for()


def test_by_a_commit(browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None) -> None:
    made = trainings(tmp_path)
    empty_studio.add(made.bare)
    project = project_of(empty_studio)
    with visit(browser, empty_studio.address, pictures) as jane:
        open_form(jane, project)
        dialog = jane.dialog()
        commits = dialog.get_by_role("button", name="Commit changes")
        expect(commits).to_be_disabled()  # nothing was changed yet
        dialog.get_by_label("train.lr", exact=True).fill("fast")
        expect(dialog.get_by_text("Type a number")).to_be_visible()
        dialog.get_by_label("train.lr", exact=True).fill("0.005")
        dialog.get_by_label("train.arch", exact=True).fill("wide")
        expect(dialog.get_by_label("Diff of params.yaml")).to_contain_text("lr: 0.005", timeout=PATIENCE_MS)
        expect(dialog.get_by_label("Diff of params.yaml")).to_contain_text("arch: wide")
        expect(dialog.get_by_text("No CI workflow was found")).to_be_visible()
        way = dialog.get_by_role("link", name="project's settings")  # where runners are turned on
        assert (way.get_attribute("href") or "").endswith(f"/projects?settings={project}")
        jane.picture("run-light-1440")
        assert jane.serious() == []
        commits.click()
        expect(dialog.get_by_text("Pushed, and read back from origin")).to_be_visible(timeout=PATIENCE_MS)
        jane.button("Done").click()
        # the new row comes by itself
        row = jane.page.get_by_role("row").filter(has_text="Run with train.lr=0.005, train.arch=wide")
        expect(row).to_be_visible(timeout=PATIENCE_MS)
    assert on_remote(made, "main:params.yaml") == "train:\n  lr: 0.005\n  arch: wide\n  seed: 42"
    said = made.shell.git("--git-dir", str(made.bare), "log", "-1", "--format=%an <%ae> %P", "main")
    assert said == f"Jane Doe <jane@example.com> {made.head}"
    with visit(browser, empty_studio.address, pictures, dark=True, narrow=True) as jane:
        jane.open(f"/projects/{project}?ask=run&about={made.head}").settled()
        jane.dialog().get_by_label("seed").fill("7")
        expect(jane.dialog().get_by_text(re.compile("^was"))).to_be_visible()
        jane.picture("run-dark-390")
        assert not jane.overflows()


@pytest.mark.slow
@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_by_a_runner(browser: Browser, request: pytest.FixtureRequest, pictures: Path | None) -> None:
    here: Place = request.getfixturevalue("place")
    head = here.shell.git("rev-parse", "main")
    with visit(browser, here.server.url, pictures) as jane:
        jane.open(f"/projects/{here.project}").settled()
        tick_head(jane)
        jane.page.get_by_role("button", name="Run", exact=True).click()
        dialog = jane.dialog()
        dialog.get_by_label("lr", exact=True).fill("0.375")
        dialog.get_by_label("A runner").check()
        dialog.get_by_label("Name").fill("calm-finch")
        expect(dialog.get_by_text("No runner has asked for work of this project yet")).to_be_visible()
        dialog.get_by_role("button", name="Queue the experiment").click()
        expect(dialog.get_by_text("Queued the experiment")).to_be_visible()
        jane.button("Done").click()
        row = jane.page.get_by_role("row").filter(has_text="calm-finch")
        expect(row).to_contain_text("queued")
        expect(row).to_contain_text("0.375")
        jane.picture("queued-light-1440")

        here.start("--repository", here.shell.path)
        expect(row).to_contain_text("running", timeout=PATIENCE_MS)
        # only a run that was heard of has plots: what the training posts has found its place in the queue's row
        expect(row.get_by_role("button", name="Plots of calm-finch")).to_be_visible(timeout=PATIENCE_MS)
        row.get_by_role("button", name="Log of calm-finch").click()
        expect(dialog.get_by_label("Log", exact=True)).to_contain_text("step 1", timeout=PATIENCE_MS)
        jane.picture("queued-log-light-1440")
        assert jane.serious() == []
        jane.button("Close").last.click()

        here.gate.touch()
        expect(row).to_contain_text("[calm-finch]", timeout=PATIENCE_MS)  # as the experiment that was pushed
        expect(row).to_have_count(1)
        jane.picture("queued-done-light-1440")
    commit = here.experiment("calm-finch")
    assert commit is not None
    assert here.shell.git("ls-remote", "origin", "refs/heads/main").split()[0] == head
    here.shell.git("fetch", "--quiet", "origin", commit)
    assert here.shell.git("rev-parse", f"{commit}^") == head
    assert here.shell.git("show", f"{commit}:params.yaml") == "lr: 0.375"


@pytest.mark.slow
@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_what_waits_and_what_runs_is_called_off(
    browser: Browser, request: pytest.FixtureRequest, pictures: Path | None
) -> None:
    here: Place = request.getfixturevalue("place")
    here.settings(WAITS)
    ids = {name: here.queue(name) for name in ("running-wren", "waiting-wren")}
    here.start("--repository", here.shell.path)
    here.says(ids["running-wren"], "the gate")
    with visit(browser, here.server.url, pictures) as jane:
        for name in ("waiting-wren", "running-wren"):  # or the runner would take up the one that waits
            jane.open(f"/projects/{here.project}?ask=queued&about={ids[name]}").settled()
            jane.dialog().get_by_role("button", name=f"Cancel {name}").click()
            ended = jane.dialog().locator("[data-state=cancelled]")
            expect(ended).to_be_visible(timeout=PATIENCE_MS)
            expect(jane.dialog().get_by_role("button", name=f"Cancel {name}")).to_have_count(0)
            jane.picture(f"cancelled-{name}-light-1440")
        expect(jane.page.get_by_role("row").filter(has_text="running-wren")).to_be_visible()
        jane.button("Remove from the queue").click()
        expect(jane.page.get_by_role("row").filter(has_text="running-wren")).to_have_count(0, timeout=PATIENCE_MS)
        expect(jane.page.get_by_role("row").filter(has_text="waiting-wren")).to_be_visible()
    assert here.one(ids["waiting-wren"])["state"] == "cancelled"
    assert not any(here.experiment(name) for name in ids)


def test_experiments_are_renamed_become_branches_and_go(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    made = trainings(tmp_path)
    shell = made.shell
    shell.git("switch", "--quiet", "--detach", "main")
    other = shell.commit("dvc: commit experiment", minute=40, files={"metrics.json": '{"acc": 0.95}\n'})
    shell.git("push", "--quiet", "origin", f"{other}:refs/exps/{made.head[:2]}/{made.head[2:]}/slow-heron")
    empty_studio.add(made.bare)

    def refs() -> dict[str, str]:
        lines = shell.git("ls-remote", "--refs", str(made.bare)).splitlines()
        return {ref.rpartition("/")[2]: id for id, ref in (line.split("\t") for line in lines)}

    def act(name: str, item: str) -> None:
        row = jane.page.get_by_role("row").filter(has_text=f"[{name}]")
        row.hover(timeout=PATIENCE_MS)
        row.get_by_role("button", name=f"Actions for {name}").click()
        jane.page.get_by_role("menuitem", name=item).click()

    def done(button: str) -> None:
        jane.dialog().get_by_role("button", name=button).click(timeout=PATIENCE_MS)
        expect(jane.dialog().locator("[data-state=done]")).to_be_visible(timeout=PATIENCE_MS)
        jane.button("Done").click()

    with visit(browser, empty_studio.address, pictures) as jane:
        jane.open(f"/projects/{project_of(empty_studio)}").settled()
        act("outer-mobs", "Rename this experiment…")
        jane.dialog().get_by_label("Name").fill("slow-heron-2")
        done("Rename the experiment")
        assert refs()["slow-heron-2"] == made.experiment
        assert "outer-mobs" not in refs()

        act("slow-heron-2", "Create a branch…")
        jane.dialog().get_by_label("Branch", exact=True).fill("better")
        jane.picture("branch-light-1440")
        done("Create the branch")
        assert refs()["better"] == made.experiment

        for name in ("slow-heron", "slow-heron-2"):
            jane.page.get_by_role("row").filter(has_text=f"[{name}]").get_by_role("checkbox").click()
        jane.button("2 selected").click()
        jane.page.get_by_role("menuitem", name="Delete 2 experiments…").click()
        expect(jane.dialog().get_by_text("They are taken off the remote")).to_be_visible()
        jane.picture("delete-experiments-light-1440")
        assert jane.serious() == []
        done("Delete 2 experiments")
        expect(jane.page.get_by_role("row").filter(has_text="[slow-heron")).to_have_count(0, timeout=PATIENCE_MS)
    assert set(refs()) == {"main", "wide", "better"}


def test_by_a_pull_request(
    browser: Browser, empty_studio: Studio, forge: Forge, tmp_path: Path, pictures: Path | None
) -> None:
    made = trainings(tmp_path)
    hosted = forge.repository("team/models", private=True, jane="write")
    token = forge.token("jane")
    made.shell.git("push", "--quiet", forge.url("team/models", token), "main", "wide")
    empty_studio.ask("/api/git-connections", {"forge": "gitea", "url": forge.address, "token": token})
    empty_studio.add(forge.url("team/models"))
    with visit(browser, empty_studio.address, pictures) as jane:
        open_form(jane, project_of(empty_studio))
        dialog = jane.dialog()
        dialog.get_by_label("train.lr", exact=True).fill("0.005")
        dialog.get_by_label("train.arch", exact=True).fill("wide")
        dialog.get_by_label("New branch and pull request").check()
        dialog.get_by_label("New branch", exact=True).fill("try-wide")
        jane.picture("run-request-light-1440")
        dialog.get_by_role("button", name="Open pull request").click(timeout=PATIENCE_MS)
        expect(dialog.locator("[data-state=done]")).to_be_visible(timeout=PATIENCE_MS)
        expect(dialog.get_by_role("link", name="Pull request #1")).to_be_visible()
        jane.picture("run-requested-light-1440")
        jane.button("Done").click()
        row = jane.page.get_by_role("row").filter(has_text="Run with train.lr=0.005, train.arch=wide")
        expect(row).to_be_visible(timeout=PATIENCE_MS)
        commit = made.shell.git("--git-dir", str(hosted.path), "rev-parse", "try-wide")
        forge.say("team/models", commit, "train", "passed", f"{forge.address}/team/models/runs/1")
        ci = row.get_by_role("button", name="CI of try-wide: passed")
        expect(ci).to_be_visible(timeout=PATIENCE_MS)
        ci.click()
        expect(jane.dialog().get_by_role("link", name="train")).to_be_visible()
        jane.picture("ci-light-1440")
        assert jane.serious() == []
    shown = made.shell.git("--git-dir", str(hosted.path), "show", "try-wide:params.yaml")
    assert shown == "train:\n  lr: 0.005\n  arch: wide\n  seed: 42"
    assert made.shell.git("--git-dir", str(hosted.path), "rev-parse", "main", "try-wide^").split() == [made.head] * 2
    (pull,) = hosted.pulls
    assert (pull.head, pull.base, pull.state) == ("try-wide", "main", "open")
