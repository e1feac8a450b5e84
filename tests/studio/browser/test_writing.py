"""Where writing to Git gets difficult: grids, parts that are refused, others who are quicker, branches that are
protected or gone. After each step the remote is asked."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Locator, expect

from servers.forge import Forge
from studio.browser.chromium import Visit, visit
from studio.browser.studios import Studio, a_studio
from studio.browser.test_running import on_remote, open_form, project_of
from studio.browser.trainings import Trainings, trainings
from studio.live import posting

OLD, NEW = "1a" * 16, "2b" * 16
#: What stands in a .dvc file beside a hash, and a comment that is to stay.
TRACKED = "# bought in May\nouts:\n- md5: {hash}\n  size: {size}\n  hash: md5\n  path: raw.csv\n"


def refs(made: Trainings) -> dict[str, str]:
    """Branches and experiments of the remote by their last name."""
    lines = made.shell.git("ls-remote", "--refs", str(made.bare)).splitlines()
    return {ref.rpartition("/")[2]: id for id, ref in (line.split("\t") for line in lines)}


def row(person: Visit, words: str) -> Locator:
    return person.page.get_by_role("row").filter(has_text=words)


def act(person: Visit, name: str, item: str) -> None:
    """Choose from the menu of a row."""
    row(person, f"[{name}]").hover()
    row(person, f"[{name}]").get_by_role("button", name=f"Actions for {name}").click()
    person.page.get_by_role("menuitem", name=item).click()


def done(person: Visit) -> None:
    expect(person.dialog().locator("[data-state=done]")).to_be_visible()
    person.button("Done").click()
    expect(person.dialog()).to_have_count(0)


def failed(person: Visit) -> Locator:
    """What the dialog says of a change that failed."""
    return person.dialog().locator("[data-state=failed]")


def experiment(made: Trainings, name: str, acc: float) -> str:
    """One more that was pushed, of the head of main."""
    made.shell.git("switch", "--quiet", "--detach", "main")
    id = made.shell.commit(f"dvc: commit {name}", minute=40, files={"metrics.json": f'{{"acc": {acc}}}\n'})
    made.shell.git("push", "--quiet", "origin", f"{id}:refs/exps/{made.head[:2]}/{made.head[2:]}/{name}")
    made.shell.git("switch", "--quiet", "main")
    return id


def test_a_grid_makes_a_commit_or_a_branch_of_each_choice_and_data_goes_back(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    made = trainings(tmp_path)
    shell = made.shell
    first = TRACKED.format(hash=OLD, size=10)
    shell.commit("Buy data", minute=50, files={"raw.csv.dvc": first})
    head = shell.commit("Buy more data", minute=60, files={"raw.csv.dvc": TRACKED.format(hash=NEW, size=2000)})
    shell.git("push", "--quiet", "origin", "main")
    empty_studio.add(made.bare)
    with visit(browser, empty_studio.address, pictures) as jane:
        open_form(jane, project_of(empty_studio))
        dialog = jane.dialog()
        dialog.get_by_label("Grid", exact=True).check()
        dialog.get_by_label("train.lr", exact=True).fill("0.2, 0.3")
        dialog.get_by_label("train.seed", exact=True).fill("1, 2")
        dialog.get_by_label("New branch and pull request").check()
        dialog.get_by_label("New branch", exact=True).fill("try")
        for number in (1, 2, 3, 4):
            expect(dialog.get_by_role("article", name=f"try-{number}")).to_be_visible()
        jane.picture("grid-light-1440")
        assert jane.serious() == []
        dialog.get_by_role("button", name="Commit 4 experiments").click()
        done(jane)
        expect(row(jane, "Run with train.lr=0.3, train.seed=2")).to_be_visible()
        tried = {on_remote(made, f"try-{number}:params.yaml") for number in (1, 2, 3, 4)}
        assert tried == {
            f"train:\n  lr: {lr}\n  arch: small\n  seed: {seed}" for lr in ("0.2", "0.3") for seed in ("1", "2")
        }
        bare = ("--git-dir", str(made.bare))
        assert shell.git(*bare, "rev-parse", *(f"try-{number}^" for number in (1, 2, 3, 4))).split() == [head] * 4

        # onto the branch itself they are a chain
        open_form(jane, project_of(empty_studio))
        dialog.get_by_label("Grid", exact=True).check()
        dialog.get_by_label("train.lr", exact=True).fill("0.4, 0.5")
        expect(dialog.get_by_text("They are pushed at once, and most CI then runs the last one only")).to_be_visible()
        dialog.get_by_role("button", name="Commit 2 experiments").click()
        done(jane)
        said = shell.git(*bare, "log", "--format=%s", f"{head}..main").splitlines()
        assert said == ["Run with train.lr=0.5", "Run with train.lr=0.4"]
        expect(row(jane, "Run with train.lr=0.5")).to_be_visible()

        # data as another commit has it; whatever is written around its hash stays
        open_form(jane, project_of(empty_studio))
        choice = dialog.get_by_label("raw.csv", exact=True)
        expect(choice).to_have_value(NEW)
        choice.select_option(value=OLD)
        expect(dialog.get_by_label("Diff of raw.csv.dvc")).to_contain_text(f"- md5: {OLD}")
        jane.picture("data-version-light-1440")
        dialog.get_by_role("button", name="Commit changes").click()
        done(jane)
        assert f"{on_remote(made, 'main:raw.csv.dvc')}\n" == first
        assert refs(made).keys() == {"main", "wide", "outer-mobs", "try-1", "try-2", "try-3", "try-4"}


def test_of_many_that_are_deleted_it_is_said_which_are_not(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    made = trainings(tmp_path)
    kept, gone = (experiment(made, name, acc) for name, acc in (("slow-heron", 0.6), ("wet-otter", 0.5)))
    empty_studio.add(made.bare)
    hook = made.bare / "hooks" / "update"
    hook.write_text('#!/bin/sh\ncase $1 in */slow-heron) echo "herons are kept" >&2; exit 1;; esac\n', encoding="utf-8")
    hook.chmod(0o755)
    token = empty_studio.ask("/api/tokens", {"name": "training", "scopes": ["experiments"]})["secret"]
    body = json.dumps(posting.start("late-lamb", url=str(made.bare), baseline=made.head)).encode()
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    urlopen(Request(f"{empty_studio.address.rstrip('/')}/api/live", body, headers), timeout=60).close()
    with visit(browser, empty_studio.address, pictures) as jane:
        jane.open(f"/projects/{project_of(empty_studio)}").settled()
        for name in ("[slow-heron]", "[wet-otter]", "late-lamb"):
            row(jane, name).get_by_role("checkbox").click()
        jane.button("3 selected").click()
        jane.page.get_by_role("menuitem", name="Delete 3 experiments…").click()
        dialog = jane.dialog()
        dialog.get_by_role("button", name="Delete late-lamb").click()
        expect(dialog.get_by_text("Deleted 1 run")).to_be_visible()
        expect(row(jane, "late-lamb")).to_have_count(0)
        assert refs(made).keys() == {"main", "wide", "outer-mobs", "slow-heron", "wet-otter"}
        dialog.get_by_role("button", name="Delete 2 experiments").click()
        expect(failed(jane)).to_contain_text("1 of 2 were not done")
        expect(failed(jane)).to_contain_text("herons are kept")
        expect(failed(jane)).to_contain_text("Deleted wet-otter from origin")
        jane.picture("delete-refused-light-1440")
        assert jane.serious() == []
        dialog.get_by_role("button", name="Close").last.click()
        expect(row(jane, "[wet-otter]")).to_have_count(0)
        expect(row(jane, "[slow-heron]")).to_be_visible()
    assert refs(made).keys() == {"main", "wide", "outer-mobs", "slow-heron"}
    assert refs(made)["slow-heron"] == kept != gone


def test_who_is_quicker_is_seen_in_a_fresh_plan(browser: Browser, tmp_path: Path, pictures: Path | None) -> None:
    """Studio looks at its repositories once an hour here, so that what it shows is what was true a moment ago."""
    made = trainings(tmp_path)
    shell = made.shell
    with (
        a_studio(tmp_path / "studio", GTO_STUDIO_POLL_SECONDS="3600") as studio,
        visit(browser, studio.address, pictures) as jane,
    ):
        id = studio.add(made.bare)
        jane.open(f"/models?do=add-model&on={id}").settled()
        dialog = jane.dialog()
        dialog.get_by_label("Path to the model").fill("models/roads.pt")
        expect(dialog.get_by_text(f"on {made.head[:7]}")).to_be_visible()
        quicker = shell.commit("Be quicker", minute=70, files={"README.md": "# Trainings\n"})
        shell.git("push", "--quiet", "origin", "main")
        dialog.get_by_role("button", name="Add the model").click()
        expect(failed(jane)).to_contain_text("Somebody was quicker")
        fresh = failed(jane).get_by_role("region", name="What it would do now")
        expect(fresh).to_contain_text(f"on {quicker[:7]}")
        jane.picture("changed-meanwhile-light-1440")
        assert jane.serious() == []
        assert refs(made)["main"] == quicker
        dialog.get_by_role("button", name="Back to the form").click()
        expect(dialog.get_by_text(f"on {quicker[:7]}")).to_be_visible()
        dialog.get_by_role("button", name="Add the model").click()
        done(jane)
        assert shell.git("--git-dir", str(made.bare), "rev-parse", "main^") == quicker

        # a branch that somebody deletes while it is chosen
        jane.open(f"/models?do=add-model&on={id}").settled()
        dialog.get_by_label("Path to the model").fill("models/rivers.pt")
        dialog.get_by_label("Base branch").select_option(value="wide")
        expect(dialog.get_by_text(f"on {made.branch[:7]}")).to_be_visible()
        shell.git("push", "--quiet", "origin", ":wide")
        dialog.get_by_role("button", name="Add the model").click()
        expect(failed(jane)).to_contain_text("There is no branch 'wide' any more")
        expect(failed(jane)).to_contain_text("choose another one", ignore_case=True)
        jane.picture("branch-gone-light-1440")
        assert refs(made).keys() == {"main", "outer-mobs"}
        dialog.get_by_role("button", name="Back to the form").click()
        dialog.get_by_label("Base branch").select_option(value="main")
        dialog.get_by_role("button", name="Add the model").click()
        done(jane)
    assert "rivers" in on_remote(made, "main:dvc.yaml")


def test_a_forge_that_says_no_is_told_with_what_to_do(
    browser: Browser, empty_studio: Studio, forge: Forge, tmp_path: Path, pictures: Path | None
) -> None:
    made = trainings(tmp_path)
    hosted = forge.repository("team/models", private=True, jane="write")
    token = forge.token("jane")
    base = made.shell.git("rev-parse", f"{made.experiment}^")
    name = f"refs/exps/{base[:2]}/{base[2:]}/outer-mobs"
    made.shell.git("push", "--quiet", forge.url("team/models", token), "main", "wide", f"{made.experiment}:{name}")
    empty_studio.ask("/api/git-connections", {"forge": "gitea", "url": forge.address, "token": token})
    empty_studio.add(forge.url("team/models"))
    project = project_of(empty_studio)
    with visit(browser, empty_studio.address, pictures) as jane:
        jane.open(f"/projects/{project}").settled()
        act(jane, "outer-mobs", "Open a pull request…")
        dialog = jane.dialog()
        expect(dialog.get_by_label("Branch", exact=True)).to_have_value("outer-mobs")
        expect(dialog.get_by_text("from outer-mobs into main")).to_be_visible()
        jane.picture("row-request-light-1440")
        dialog.get_by_role("button", name="Open pull request").click()
        expect(dialog.get_by_role("link", name="Pull request #1")).to_be_visible()
        done(jane)
        (pull,) = hosted.pulls
        assert (pull.head, pull.base, pull.title) == ("outer-mobs", "main", "Take outer-mobs")
        assert "compare them in Studio" in pull.body
        assert hosted.branch("outer-mobs") == made.experiment

        # a branch that nobody may push to takes the same by a pull request
        hosted.protect("refs/heads/main")
        open_form(jane, project)
        dialog.get_by_label("train.lr", exact=True).fill("0.005")
        dialog.get_by_role("button", name="Commit changes").click()
        expect(failed(jane)).to_contain_text("protected")
        expect(failed(jane)).to_contain_text("It may be protected, or a hook forbids it")
        expect(failed(jane)).to_contain_text("a new branch with a pull request may be taken")
        jane.picture("protected-light-1440")
        assert hosted.branch("main") == made.head
        dialog.get_by_role("button", name="Back to the form").click()
        expect(dialog.get_by_label("train.lr", exact=True)).to_have_value("0.005")
        dialog.get_by_label("New branch and pull request").check()
        dialog.get_by_label("New branch", exact=True).fill("slower")
        dialog.get_by_role("button", name="Open pull request").click()
        done(jane)
        assert [pull.head for pull in hosted.pulls] == ["outer-mobs", "slower"]

        # who may only read there is told so, and nothing is left
        hosted.members["jane"] = "read"
        before = hosted.refs()
        jane.open(f"/projects/{project}").settled()
        act(jane, "outer-mobs", "Delete this experiment…")
        dialog.get_by_role("button", name="Delete outer-mobs").click()
        expect(failed(jane)).to_contain_text("does not let this server write")
        expect(failed(jane)).to_contain_text("Connect an account that may write there under Settings › Git connections")
        jane.picture("no-right-light-1440")
        assert hosted.refs() == before


def test_a_form_whose_commit_is_gone_says_so(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    """Instead of vanishing under the hands of who fills it in."""
    made = trainings(tmp_path)
    empty_studio.add(made.bare)
    with visit(browser, empty_studio.address, pictures) as jane:
        jane.open(f"/projects/{project_of(empty_studio)}?ask=run&about={made.branch}").settled()
        jane.dialog().get_by_label("train.lr", exact=True).fill("0.2")
        made.shell.git("push", "--quiet", "origin", ":wide")
        expect(jane.dialog().get_by_text(f"No row of this table is commit {made.branch[:7]}")).to_be_visible()
        jane.picture("form-without-commit-light-1440")
        assert jane.serious() == []
        jane.button("Close").last.click()
        expect(jane.dialog()).to_have_count(0)
