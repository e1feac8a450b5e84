"""The gallery of the documentation is whole; and, for `make pictures`, the scenes of which it is taken."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from demo.studio import make
from playwright.sync_api import Browser, Route, expect

from gto_studio.identity import accounts
from gto_studio.rules import run_failures
from gto_studio.rules.access import Role
from gto_studio.settings import Settings
from gto_studio.store.owned import teams
from gto_studio.wiring import build
from servers.forge import Forge
from servers.receiver import receiving
from studio.browser import gallery
from studio.browser.chromium import WEB, Visit
from studio.browser.gallery import PICTURES, Camera, camera, slow_clocks
from studio.browser.registries import Registry, a_registry, hostile, laboratory, shop
from studio.browser.studios import Studio, a_studio
from studio.browser.trainings import trainings
from studio.live import posting

ROUTES = WEB / "src" / "app" / "routes.tsx"
TAKING = "STUDIO_GALLERY" in os.environ
#: Where the repositories are that can be read on the pictures.
REMOTES = os.environ.get("STUDIO_REMOTES") or None
PASSWORD = "correct horse battery"
LOG = """\
Running stage 'train':
> python train.py
step 0  loss 2.31
step 1  loss 118.4
step 2  loss nan
Traceback (most recent call last):
  File "train.py", line 41, in <module>
    raise SystemExit("the loss is no number: too large a step")
SystemExit: the loss is no number: too large a step
ERROR: failed to reproduce 'train'
"""
LONG_NAME = "customer-lifetime-value-by-segment-and-country"
LONG_YAML = f"""\
artifacts:
  {LONG_NAME}:
    path: models/production/{LONG_NAME}/weights-and-vocabulary.safetensors
    type: model
    desc: |
      Estimates what a customer will spend in the next **twelve months**, by segment and country.

      Trained every Monday on the last three years; see the table of experiments. Not for customers of
      less than thirty days, for whom there is nothing to estimate from.
    labels: [tabular, weekly, regression, gradient boosting, customers, spending, europe, asia, finance,
      reviewed by the risk board]
  a:
    path: a.bin
    type: model
"""
LOSS, AUC = "metrics:metrics.json:test.loss", "metrics:metrics.json:test.auc"

#: Not a test: it runs when pictures are taken.
scene = pytest.mark.skipif(not TAKING, reason="`make pictures` takes them")


# --- scenes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the repositories of a scene are."""
    if REMOTES is None:
        yield tmp_path / "remotes"
        return
    shutil.rmtree(REMOTES, ignore_errors=True)
    Path(REMOTES).mkdir(parents=True)
    yield Path(REMOTES)
    shutil.rmtree(REMOTES)


@pytest.fixture
def clocks(tmp_path: Path) -> dict[str, str]:
    return {"GTO_STUDIO_POLL_SECONDS": "3600"} | slow_clocks(tmp_path / "clocks")


def send(studio: Studio, method: str, path: str, body: Any, token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"token {token}"} if token else {})
    address = studio.address.rstrip("/") + path
    with urlopen(Request(address, json.dumps(body).encode(), headers, method=method), timeout=60) as answer:
        said = answer.read()
    return json.loads(said) if said else None


def added(studio: Studio, url: str | Path, *, state: str = "ok", **more: Any) -> str:
    """Add a project and wait until its repository was looked at; the repository's id."""
    made = studio.ask("/api/projects", {"url": str(url), **more})[0]["repository"]
    studio.server.until(f"/api/repositories/{made}", lambda found: found["sync"]["state"] == state)
    return str(made)


def again(studio: Studio, repository: str, state: str) -> None:
    """Look once more, as after Reload."""
    studio.ask(f"/api/repositories/{repository}/sync", {})
    studio.server.until(f"/api/repositories/{repository}", lambda found: found["sync"]["state"] == state)


def project_of(studio: Studio, repository: str) -> str:
    return next(each["id"] for each in studio.ask("/api/projects") if each["repository"] == repository)


def planned(seen: Visit) -> None:
    """A dialog that knows what it would do."""
    seen.settled()
    expect(seen.page.locator(".planned[aria-busy=false]")).to_be_visible()


def saying(text: str | re.Pattern[str]) -> Callable[[Visit], object]:
    return lambda seen: seen.settled().see(text)


def much(folder: Path) -> Registry:
    """More of everything than anybody planned for."""
    made = a_registry(folder, "platform-team-machine-learning-models-and-experiments")
    name, yaml = LONG_NAME, LONG_YAML
    shell = made.shell
    for week in range(1, 7):
        files = {
            "dvc.yaml": yaml,
            "params.yaml": "rate: 0.1\n",
            "metrics.json": f'{{"error": {0.4 - week / 30:.4f}}}\n',
        }
        shell.commit(f"Train on week {week}", minute=week, files=files)
        shell.at(week).gto("register", name, "--version", f"v1.{week}.0", "--message", f"Week {week}")
    shell.at(8).gto("register", "a", "--version", "v1.0.0")
    stages = (
        "dev test qa staging canary prod prod-eu-west-1 prod-us-east-1 prod-ap-south-1 shadow blue green edge frozen"
    )
    for minute, stage in enumerate(stages.split(), 10):
        shell.at(minute).gto("assign", name, "--version", f"v1.{minute % 6 + 1}.0", "--stage", stage)
    made.push()
    return made


@scene
def test_models(browser: Browser, folder: Path, tmp_path: Path, clocks: dict[str, str]) -> None:
    customers, payments = make(tmp_path / "demo")
    for remote in (customers, payments):
        shutil.copytree(remote, folder / remote.name)
    fresh = a_registry(folder, "vision")
    artifacts = "artifacts:\n  pools:\n    path: models/pools.pt\n    type: model\n    desc: Finds swimming pools.\n"
    fresh.shell.commit("Name a model", files={"dvc.yaml": artifacts, "params.yaml": "rate: 0.1\n"})
    fresh.push()
    with a_studio(tmp_path / "studio", **clocks) as studio, camera(browser, studio.address) as shot:
        first = added(studio, folder / customers.name)
        second = added(studio, folder / payments.name)
        vision = added(studio, fresh.bare)
        churn = f"/models/{first}/churn"
        shot.take("models", "/models")
        shot.take("models-filtered", "/models?stage=prod&deprecated=1&type=*&hide=%2Blabels&hide=%2Btype&sort=name")
        shot.take("models-nothing", "/models?q=nothing+like+it")
        shot.take("model", churn)
        shot.take("model-as-of", f"{churn}?at=2026-02-10")
        shot.take("model-compare", f"{churn}?compare=v1.0.0...v2.0.0")
        shot.take("model-new", f"/models/{vision}/pools")
        shot.take("model-deprecated", f"/models/{second}/rules")
        shot.take("model-missing", f"/models/{first}/nobody")
        shot.take("dialog-register", f"{churn}?do=register", planned)
        shot.take("dialog-assign", f"{churn}?do=assign&to=prod&of=v2.0.0", planned)
        shot.take("dialog-already", f"{churn}?do=assign&to=dev&of=v2.0.0", planned)
        shot.take("dialog-unassign", f"{churn}?do=unassign&to=prod", planned)
        shot.take("dialog-deregister", f"{churn}?do=deregister&of=v2.0.0", planned)
        shot.take("dialog-deprecate", f"{churn}?do=deprecate", planned)
        shot.take(
            "dialog-promote",
            f"{churn}?do=promote&to=prod&of=v2.0.0",
            lambda seen: seen.settled().dialog().locator("article, .diff, .markdown").first.wait_for(),
        )
        shot.take("activity", "/activity")
        shot.take("activity-filtered", "/activity?event=assignment&person=Reviewer")
        shot.take("settings-me", "/settings/me")
        shot.take("repository", f"/settings/repositories/{first}")
        shot.take("missing", "/no/such/page")

        def keys(seen: Visit) -> None:
            seen.settled().page.keyboard.press("?")
            expect(seen.dialog()).to_be_visible()

        shot.take("keys", "/models", keys)

        def adding(seen: Visit) -> None:
            seen.settled()
            dialog = seen.dialog()
            dialog.get_by_label("Path to the model").fill("models/roads.pt")
            dialog.get_by_text("Advanced").click()
            dialog.get_by_label("Description").fill("Finds roads.")
            dialog.get_by_label("Labels").fill("vision, roads")
            expect(dialog.locator(".added", has_text="Finds roads.")).to_be_visible()

        shot.take("dialog-add-model", f"/models?do=add-model&on={vision}", adding)

        def editing(seen: Visit) -> None:
            seen.settled().dialog().get_by_label("Description").fill("Finds swimming pools in satellite images.")
            expect(seen.dialog().locator(".added", has_text="satellite")).to_be_visible()

        shot.take("dialog-edit-model", f"/models/{vision}/pools?do=edit-model", editing)

        def reach(seen: Visit) -> None:
            seen.settled().button("Access model").click()
            expect(seen.dialog().get_by_role("tabpanel").locator("pre")).to_be_visible()

        shot.take("dialog-access", churn, reach)

        def away(seen: Visit) -> None:
            seen.page.route("**/api/**", lambda route: route.abort())
            seen.page.reload()
            seen.see("The server does not answer.")
            seen.page.unroute_all()

        shot.take("models-away", "/models", away)

        def loading(seen: Visit) -> None:
            seen.page.route("**/api/models?*", lambda route: None)
            seen.page.reload()
            expect(seen.page.get_by_role("status", name="Loading models")).to_be_visible()

        shot.take("models-loading", "/models", loading)

        def not_loaded(seen: Visit) -> None:
            seen.page.route("**/assets/Activity-*.js", lambda route: route.abort())
            seen.page.reload()
            seen.see("This page could not be loaded")
            seen.page.unroute_all()

        shot.take("not-loaded", "/activity", not_loaded)

        stages = iter(("shadow", "canary"))

        def assigned(seen: Visit) -> None:
            seen.open(f"{churn}?do=assign&to={next(stages)}&of=v2.0.0")
            planned(seen)
            seen.dialog().get_by_role("button", name=re.compile("^Assign")).click()
            expect(seen.dialog().locator("[data-state=done]")).to_be_visible()

        shot.take("dialog-assign-done", None, assigned)
        hook = folder / customers.name / "hooks" / "update"
        hook.write_text("#!/bin/sh\necho 'Tags of prod are made by the release job. Ask in #models.' >&2\nexit 1\n")
        hook.chmod(0o755)

        def refused(seen: Visit) -> None:
            seen.open(f"{churn}?do=assign&to=prod&of=v2.0.0")
            planned(seen)
            seen.dialog().get_by_role("button", name=re.compile("^Assign")).click()
            expect(seen.dialog().locator("[data-state=failed]")).to_be_visible()

        shot.take("dialog-refused", None, refused)

        # more of everything, and what is wrong
        more = added(studio, much(folder).bare)
        shot.take("model-much", f"/models/{more}/customer-lifetime-value-by-segment-and-country")
        bad = added(studio, hostile(folder).bare)
        shot.take("model-hostile", f"/models/{bad}/plain")
        (folder / payments.name).rename(folder / "elsewhere")
        again(studio, second, "failed")
        added(studio, "https://git.invalid/team/models.git", state="failed", name="forecast")
        shot.take("models-partial", "/models")
        shot.take("projects", "/projects")
        shot.take("repositories", "/settings/repositories")
        shot.take("repository-gone", f"/settings/repositories/{second}")
        shot.take("experiments-gone", f"/projects/{project_of(studio, second)}", saying("fraud"))
        shot.take("project-settings", f"/projects?settings={project_of(studio, first)}")
        shot.take("project-remove", f"/projects?remove={project_of(studio, first)}")
        shot.take("projects-add", "/projects?add=1")

        shot.take("audit", "/settings/audit")
        shot.take("teams", "/settings/teams")


@scene
def test_nothing_yet(browser: Browser, folder: Path, tmp_path: Path, clocks: dict[str, str]) -> None:
    with a_studio(tmp_path / "studio", **clocks) as studio, camera(browser, studio.address) as shot:
        shot.take("models-empty", "/models")
        shot.take("projects-empty", "/projects")
        shot.take("activity-empty", "/activity")

        def wrong(seen: Visit) -> None:
            for each in studio.ask("/api/projects"):
                send(studio, "DELETE", f"/api/projects/{each['id']}", None)
            seen.page.reload()
            seen.settled().dialog().get_by_label("URL or path").fill(str(folder / "no-such-repository"))
            seen.dialog().get_by_role("button", name="Add project").click()
            expect(seen.dialog().locator(".note-box.bad")).to_contain_text("There is no Git repository")

        shot.take("projects-add-wrong", "/projects?add=1", wrong)
        bare = a_registry(folder, "only-words")
        bare.shell.commit("Only words", files={"README.md": "# Nothing to see\n"})
        bare.push()
        for each in studio.ask("/api/projects"):
            send(studio, "DELETE", f"/api/projects/{each['id']}", None)
        words = added(studio, bare.bare)
        shot.take("models-none-yet", "/models")
        shot.take("experiments-no-values", f"/projects/{project_of(studio, words)}")
        empty = added(studio, a_registry(folder, "empty").bare)
        shot.take("experiments-empty", f"/projects/{project_of(studio, empty)}")
        several = a_registry(folder, "several")
        for each in ("churn", "fraud"):
            several.shell.commit(each, files={f"{each}/dvc.yaml": "stages: {}\n", f"{each}/.dvc/config": ""})
        several.push()

        def done(seen: Visit) -> None:
            for each in studio.ask("/api/projects"):
                if each["name"] == "several":
                    send(studio, "DELETE", f"/api/projects/{each['id']}", None)
            seen.open("/projects?add=1").settled()
            dialog = seen.dialog()
            if dialog.get_by_label("Another repository").count():
                dialog.get_by_label("Another repository").check()
            dialog.get_by_label("URL or path").fill(str(several.bare))
            dialog.get_by_role("button", name="Add project").click()
            expect(dialog.get_by_text(re.compile(r"^Read\."))).to_be_visible()

        shot.take("projects-add-done", None, done)


@scene
def test_a_first_look(browser: Browser, folder: Path, tmp_path: Path, clocks: dict[str, str]) -> None:
    """Nobody takes the jobs; how far one got is what the answer is made to say."""
    made = laboratory(folder)
    with (
        a_studio(tmp_path / "studio", GTO_STUDIO_WORKERS="0", **clocks) as studio,
        camera(browser, studio.address) as shot,
    ):
        for url, name in ((made.bare, "churn-lab"), (folder / "later.git", "later")):
            studio.ask("/api/projects", {"url": str(url), "name": name})

        def under_way(seen: Visit) -> None:
            seen.page.unroute_all()

            def answer(route: Route) -> None:
                found = route.fetch().json()
                for each in found if isinstance(found, list) else [found]:
                    if each.get("name") == "churn-lab":
                        each["sync"] |= {"state": "running", "phase": "reading commits", "done": 1240, "of": 10000}
                route.fulfill(json=found)

            seen.page.route(re.compile(r"/api/projects(/\w+)?(\?.*)?$"), answer)
            seen.page.reload()
            seen.settled()
            seen.page.get_by_text("1,240").first.wait_for()
            seen.page.unroute_all()

        shot.take("projects-importing", "/projects", under_way)
        project = next(each["id"] for each in studio.ask("/api/projects") if each["name"] == "churn-lab")
        shot.take("experiments-importing", f"/projects/{project}", under_way)


@scene
def test_experiments(browser: Browser, folder: Path, tmp_path: Path, clocks: dict[str, str]) -> None:
    lab, made = laboratory(folder), trainings(folder)
    shutil.copytree(make(tmp_path / "demo")[0], folder / "customers.git")
    with a_studio(tmp_path / "studio", **clocks) as studio, camera(browser, studio.address) as shot:
        table = f"/projects/{project_of(studio, added(studio, lab.bare))}"
        project = project_of(studio, added(studio, made.bare))
        plots = f"/projects/{project}"
        demo = f"/projects/{project_of(studio, added(studio, folder / 'customers.git'))}"
        shot.take("experiments", demo)
        shot.take("experiments-best", f"{demo}?goal=up:{AUC}&goal=down:{LOSS}&delta=1&differs=1")
        shot.take("experiments-none-left", f"{table}?q=nothing+like+it")

        def opened(name: str) -> Callable[[Visit], object]:
            def until(seen: Visit) -> None:
                seen.settled().button(re.compile(f"^{name}")).first.click()

            return until

        good = f'> "{AUC}" 0.9'
        shot.take("experiments-filters", f"{demo}?filter={quote(good)}", opened("Filter"))
        shot.take("experiments-columns", demo, opened("Columns"))

        def loading(seen: Visit) -> None:
            seen.page.route("**/api/projects/*/table*", lambda route: None)
            seen.page.reload()
            expect(seen.page.locator(".skeleton-line").first).to_be_visible()

        shot.take("experiments-loading", table, loading)

        def failures(seen: Visit) -> None:
            seen.settled().button(re.compile("could not be read")).first.click()
            expect(seen.dialog()).to_be_visible()

        shot.take("experiments-bad-file", table, failures)
        otter = lab.shell.git("ls-remote", str(lab.bare), "refs/exps/*/*/brave-otter").split()[0]
        heron = lab.shell.git("ls-remote", str(lab.bare), "refs/exps/*/*/slow-heron").split()[0]

        def asking(seen: Visit) -> None:
            seen.settled()
            expect(seen.dialog()).to_be_visible()
            expect(seen.dialog().locator("[aria-busy=true]")).to_have_count(0)

        shot.take("dialog-rename", f"{table}?ask=rename&about={otter}", asking)

        def branching(seen: Visit) -> None:
            asking(seen)
            seen.dialog().get_by_label("Branch", exact=True).fill("better")
            expect(seen.dialog().get_by_role("button", name="Create the branch")).to_be_enabled()

        shot.take("dialog-branch", f"{table}?ask=branch&about={otter}", branching)
        shot.take("dialog-delete", f"{table}?ask=delete&about={otter},{heron}", asking)

        def running(seen: Visit) -> None:
            seen.settled()
            dialog = seen.dialog()
            dialog.get_by_label("train.lr", exact=True).fill("0.005")
            dialog.get_by_label("train.arch", exact=True).fill("wide")
            expect(dialog.get_by_label("Diff of params.yaml")).to_contain_text("arch: wide")

        shot.take("dialog-run", f"{plots}?ask=run&about={made.head}", running)

        def by_runner(seen: Visit) -> None:
            seen.settled()
            dialog = seen.dialog()
            dialog.get_by_label("train.lr", exact=True).fill("0.005")
            dialog.get_by_label("A runner").check()

        send(studio, "PATCH", f"/api/projects/{project}", {"runner": {"enabled": True, "command": None}})
        shot.take("dialog-run-queue", f"{plots}?ask=run&about={made.head}", by_runner)

        def noting(seen: Visit) -> None:
            row = seen.settled().page.locator(".line-row").filter(has_text="HEAD, main").first
            row.hover()
            row.get_by_role("button", name=re.compile("^Actions for")).click()
            seen.page.get_by_role("menuitem", name="Write a note…").click()
            seen.dialog().get_by_label("Note", exact=True).fill(
                "Overfits: don't ship.\n\nSee the curve of brave-otter."
            )

        shot.take("dialog-note", table, noting)

        # panes
        rows = f"plotted={made.head},{made.branch},{made.experiment}"
        chosen = f"commits={made.head},{made.branch},{made.experiment}"

        def main(seen: Visit) -> None:
            seen.settled().page.get_by_role("article").first.get_by_role("img").first.wait_for()

        shot.take("plots", f"{plots}?panels=plots&{rows}", main)

        def broken(seen: Visit) -> None:
            main(seen)
            bad = seen.page.get_by_role("article", name="broken.csv", exact=True)
            bad.scroll_into_view_if_needed()
            expect(bad).to_contain_text("nothing")

        def images(seen: Visit) -> None:
            main(seen)
            band = seen.page.get_by_role("region", name=re.compile("images.steps"))
            band.scroll_into_view_if_needed()
            expect(band.get_by_role("img", name=re.compile("step 5"))).to_have_count(3)
            band.get_by_role("slider").scroll_into_view_if_needed()

        shot.take("plots-broken", f"{plots}?panels=plots&{rows}", broken)
        shot.take("plots-images", f"{plots}?panels=plots&{rows}", images)
        shot.take("plots-none", f"{plots}?panels=plots", saying("No row's plots are on"))
        shot.take("compare", f"{plots}?panels=compare&{chosen}", saying(re.compile("^train.lr")))
        shot.take(
            "trends", f"{demo}?panels=trends", lambda seen: seen.settled().page.get_by_role("img").first.wait_for()
        )
        shot.take(
            "explore",
            f"{demo}?panels=explore",
            lambda seen: seen.settled().page.locator("canvas, svg.parallel").first.wait_for(),
        )
        shot.take("dag", f"{plots}?panels=dag", saying("evaluate"))

        # live
        token = send(studio, "POST", "/api/tokens", {"name": "training", "scopes": ["experiments", "runner"]})["secret"]

        def post(body: dict[str, Any]) -> None:
            send(studio, "POST", "/api/live", body, token)

        queue = f"/api/projects/{project}/queue"
        work: dict[str, Any] = {}
        for name, lr in (("rash-hare", 3.0), ("tidy-crane", 0.002)):
            params = {"params.yaml": {"train.lr": lr}}
            send(studio, "POST", queue, {"commit": "main", "name": name, "params": params})
            if not work:
                claimed = send(studio, "POST", "/api/runner/claim", {"runner": "box", "projects": [project]}, token)
                work = claimed["work"]
                error = run_failures.of_program("dvc exp run", 1, LOG)._asdict()
                told = {"claim": work["claim"], "state": "failed", "log": LOG, "error": error}
                send(studio, "POST", f"/api/runner/{work['id']}/report", told, token)
        where = {"url": str(made.bare), "baseline": made.head}
        params = {"params.yaml": {"train": {"lr": 0.02, "arch": "wide", "seed": 42}}}
        post(posting.start("brave-newt", params=params, **where))
        for step in range(12):
            acc = round(0.88 * (1 - 0.8 ** (step + 1)), 4)
            metrics = {"metrics.json": {"data": {"acc": acc, "loss": round(1 - acc, 4)}}}
            post(posting.metrics(step, "brave-newt", metrics=metrics, **where))
        shot.take("experiments-live", plots, saying("brave-newt"))
        shot.take("dialog-queued", f"{plots}?ask=queued&about={work['id']}", saying("the loss is no number"))


@scene
def test_a_run_that_went_silent(browser: Browser, folder: Path, tmp_path: Path, clocks: dict[str, str]) -> None:
    made = trainings(folder)
    with (
        a_studio(tmp_path / "studio", GTO_STUDIO_SILENT_MINUTES="0.05", **clocks) as studio,
        camera(browser, studio.address) as shot,
    ):
        project = project_of(studio, added(studio, made.bare))
        token = send(studio, "POST", "/api/tokens", {"name": "training", "scopes": ["experiments"]})["secret"]
        where = {"url": str(made.bare), "baseline": made.head}
        metrics = {"metrics.json": {"data": {"acc": 0.71, "loss": 0.29}}}
        for name in ("calm-finch", "lost-lamb"):
            send(studio, "POST", "/api/live", posting.start(name, **where), token)
            send(studio, "POST", "/api/live", posting.metrics(3, name, metrics=metrics, **where), token)
        send(studio, "POST", "/api/live", posting.done("calm-finch", **where), token)
        send(
            studio, "POST", "/api/live", posting.start("far-gull", url=str(made.bare), baseline="0123456789" * 4), token
        )
        studio.server.until(
            f"/api/projects/{project}/live",
            lambda found: sorted(run["state"] for run in found["runs"]) == ["finished", "silent", "silent"],
        )
        shot.take("experiments-silent", f"/projects/{project}", saying("silent"))


@pytest.fixture
def closed(tmp_path: Path, clocks: dict[str, str]) -> Iterator[Studio]:
    """A Studio with accounts, of which Jane's is one."""
    parts = build(Settings(data=tmp_path / "closed", accounts=True))
    then = gallery.MARCH
    with parts.store.writing() as connection:
        jane = accounts.NewAccount("jane", "Jane Doe", "jane@example.com", PASSWORD, admin=True, vouched=True)
        vic = accounts.NewAccount("vic", "Vic Ray", "vic@example.com", PASSWORD, vouched=True)
        first, second = (accounts.add(connection, accounts.SERVER, one, then) for one in (jane, vic))
        main = teams.first(connection, then)
        blue = teams.add(connection, slug="forecasts", name="Forecasts", now=then)
        for team in (main, blue):
            teams.set_role(connection, team.id, first.id, Role.ADMIN)
        teams.set_role(connection, main.id, second.id, Role.VIEWER)
    parts.close()
    with a_studio(
        tmp_path / "closed", GTO_STUDIO_ACCOUNTS="true", GTO_STUDIO_ALLOW_LOCAL_PATHS="true", **clocks
    ) as studio:
        yield studio


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def signed_in(shot: Camera, name: str) -> None:
    seen = Visit(shot.context.new_page(), shot.base, None).open("/sign-in").settled()
    seen.page.get_by_label("User name or e-mail").fill(name)
    seen.page.get_by_label("Password").fill(PASSWORD)
    seen.button("Sign in").click()
    seen.page.wait_for_url(re.compile(r"/models$"))
    seen.page.close()


@scene
def test_accounts(browser: Browser, closed: Studio, folder: Path, forge: Forge, tmp_path: Path) -> None:
    registry = shop(folder)
    with (
        camera(browser, closed.address) as jane,
        camera(browser, closed.address) as vic,
        camera(browser, closed.address) as nobody,
    ):
        nobody.take("sign-in", "/sign-in")
        nobody.take("signed-out", "/models")

        def wrong(seen: Visit) -> None:
            seen.settled()
            seen.page.get_by_label("User name or e-mail").fill("jane")
            seen.page.get_by_label("Password").fill("wrong")
            seen.button("Sign in").click()
            expect(seen.page.get_by_role("alert").first).to_be_visible()

        nobody.take("sign-in-wrong", "/sign-in", wrong)
        signed_in(jane, "jane")
        signed_in(vic, "vic")
        ask = jane.context.request

        def said(method: str, path: str, body: Any = None) -> Any:
            answer = ask.fetch(closed.address.rstrip("/") + path, method=method, data=body)
            assert answer.ok, answer.text()
            return answer.json() if answer.body() else None

        # the connection of trainings
        jane.take("connection-none", "/settings/connection", saying("Nothing has arrived yet"))
        token = said("POST", "/api/tokens", {"name": "laptop", "scopes": ["experiments"]})["secret"]
        where = {"url": "https://git.example.com/team/nlp.git", "baseline": "0123456789" * 4}
        with suppress(HTTPError):
            send(closed, "POST", "/api/live", posting.start("brave-newt", **where), token)
        jane.take("connection-bad", "/settings/connection", saying("A run of a repository came"))
        (main,) = (each["id"] for each in said("GET", "/api/teams") if each["slug"] == "main")
        project = said("POST", "/api/projects", {"url": str(registry.bare), "team": main})[0]
        wait_until(lambda: said("GET", f"/api/repositories/{project['repository']}")["sync"]["state"] == "ok")
        where = {"url": str(registry.bare), "baseline": registry.shell.git("rev-parse", "main")}
        send(closed, "POST", "/api/live", posting.start("brave-newt", **where), token)
        jane.take("connection-good", "/settings/connection", saying("all is well"))

        vic.take("model-viewer", f"/models/{project['repository']}/churn")
        said("POST", "/api/tokens", {"name": "nightly", "scopes": ["models"], "expires_in_days": 90})

        def token_made(seen: Visit) -> None:
            for each in said("GET", "/api/tokens"):
                if each["name"].startswith("ci"):
                    said("DELETE", f"/api/tokens/{each['id']}")
            seen.open("/settings/tokens").settled()
            seen.page.get_by_label("Name").fill("ci")
            seen.button("Make token").click()
            seen.see(re.compile(r"^isat_[\w-]{48,}$"))

        jane.take("settings-tokens", None, token_made)
        jane.take("people", "/settings/people", saying("Vic Ray"))
        said("POST", f"/api/teams/{main}/invites", {"role": "editor"})
        jane.take("team", "/settings/teams/main", saying("Vic Ray"))

        # invitations
        link = said("POST", f"/api/teams/{main}/invites", {"role": "viewer"})["url"]

        def opened(text: str) -> Callable[[Visit], object]:
            def until(seen: Visit) -> None:
                seen.page.reload()  # what follows a # is no other page
                seen.settled().see(text)

            return until

        nobody.take("join", f"/join{link.partition('/join')[2]}", opened("Jane Doe invites you"))
        nobody.take("join-dead", "/join#withdrawn-a-while-ago", opened("This invitation was used"))

        # programs
        code = send(
            closed, "POST", "/api/device-login", {"client_name": "DVC", "token_name": "laptop", "scopes": ["live"]}
        )
        jane.take("device", f"/auth/device-login?code={code['user_code']}", saying("Allow"))
        jane.take("device-code", "/auth/device-login")
        said("POST", "/api/device-login/answer", {"user_code": code["user_code"], "allow": True})
        jane.take("device-in", f"/auth/device-login?code={code['user_code']}", saying("DVC is in"))

        # an alarm
        registry.shell.git("tag", "--force", "--annotate", "--message", "x", "churn@v1.1.0", "HEAD")
        registry.shell.git("push", "--quiet", "--force", "origin", "refs/tags/churn@v1.1.0")
        said("POST", f"/api/repositories/{project['repository']}/sync", {})
        jane.take("activity-alarm", "/activity", saying("1 tag moved or vanished"))

        # forges
        jane.take("git-connections-none", "/settings/git-connections", saying("No connection yet"))
        forge.repository("team/models", private=True, jane="write").commit("main", {"readme": "models\n"})
        token = forge.token("jane")
        made = said("POST", "/api/git-connections", {"forge": "gitea", "url": forge.address, "token": token})
        jane.take("git-connections", "/settings/git-connections", saying("Works,"))
        forge.expire(token)
        said("POST", f"/api/git-connections/{made['id']}/test", {})
        jane.take("git-connections-refused", "/settings/git-connections", saying("does not take the token"))

        # subscriptions
        with receiving() as receiver:
            wanted = {"name": "deploy", "url": receiver.url, "kinds": ["artifact.assigned"], "stages": ["prod"]}
            made = said("POST", f"/api/teams/{main}/subscriptions", wanted)
            said("POST", f"/api/subscriptions/{made['id']}/ping", {})
            jane.take("subscription", f"/settings/subscriptions/{made['id']}", saying(re.compile("It answers")))
            jane.take("subscriptions", "/settings/subscriptions", saying("deploy"))


@scene
def test_the_document() -> None:
    gallery.DOCUMENT.write_text(gallery.document(), encoding="utf-8")


# --- what holds, whenever they were taken -----------------------------------------------------------------------------


def test_every_picture_is_there_and_no_other() -> None:
    wanted = {file for picture in PICTURES.values() for file in picture.files}
    assert {path.name for path in gallery.FOLDER.iterdir()} == wanted
    for path in gallery.FOLDER.iterdir():
        assert path.read_bytes()[8:12] == b"WEBP", path
        assert path.stat().st_size <= 100_000, path


def test_the_document_shows_them() -> None:
    assert gallery.DOCUMENT.read_text(encoding="utf-8") == gallery.document()


def test_every_page_is_in_it() -> None:
    """Light and dark, wide and narrow."""
    routes = set(re.findall(r'page\("([^"]+)"', ROUTES.read_text(encoding="utf-8"))) | {"*"}
    assert routes == {picture.page for picture in PICTURES.values()}
    assert routes == {picture.page for picture in PICTURES.values() if picture.looks == gallery.ALL}
