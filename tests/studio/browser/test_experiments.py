"""The table of experiments: a real repository, read by a real worker, looked at in a real browser."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Locator, expect

from studio.browser.chromium import Visit, visit
from studio.browser.registries import Registry, laboratory
from studio.browser.studios import Studio, a_studio
from studio.live import posting

LOOKS = [
    pytest.param(False, False, id="light-1440"),
    pytest.param(True, False, id="dark-1440"),
    pytest.param(False, True, id="light-390"),
    pytest.param(True, True, id="dark-390"),
]
LOSS, AUC = "metrics:metrics.json:test.loss", "metrics:metrics.json:test.auc"
RATE, SEED = "params:params.yaml:train.rate", "params:params.yaml:seed"


@dataclass(frozen=True)
class Laboratory:
    studio: Studio
    registry: Registry
    project: str

    @property
    def path(self) -> str:
        return f"/projects/{self.project}"

    def head(self) -> str:
        return self.registry.shell.git("rev-parse", "main")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    folder = tmp_path_factory.mktemp("laboratory")
    registry = laboratory(folder)
    with a_studio(folder / "studio") as studio:
        repository = studio.add(registry.bare)
        project = next(each["id"] for each in studio.ask("/api/projects") if each["repository"] == repository)
        yield Laboratory(studio, registry, project)


@pytest.fixture
def at(browser: Browser, lab: Laboratory, pictures: Path | None) -> Iterator[Visit]:
    with visit(browser, lab.studio.address, pictures) as seen:
        yield seen


def rows(seen: Visit) -> Locator:
    return seen.page.locator(".line-row")


def names(seen: Visit) -> list[str]:
    """What the rows are called, from the top; ids as `·`."""
    texts = seen.page.locator(".line-row .group-cell, .line-row .name-cell").all_inner_texts()
    return [re.sub(r"\b[0-9a-f]{7}\b", "·", re.sub(r"\s+", " ", text)).strip() for text in texts]


def row(seen: Visit, name: str) -> Locator:
    return rows(seen).filter(has=seen.page.locator(".name-cell, .group-cell").filter(has_text=name)).first


def cell(seen: Visit, name: str, column: str) -> Locator:
    """The cell of a row under the header of this last key; the first of them."""
    head = seen.page.get_by_role("columnheader").filter(has_text=re.compile(rf"^{column}\b")).first
    index = head.get_attribute("aria-colindex")
    line = rows(seen).filter(has=seen.page.locator(".name-cell").filter(has_text=name)).first
    return line.locator(f"[aria-colindex='{index}']")


def opened(seen: Visit, path: str) -> Visit:
    seen.open(path).settled()
    expect(seen.page.get_by_role("treegrid")).to_be_visible()
    return seen


def headers(seen: Visit) -> list[str]:
    return seen.page.get_by_role("columnheader").all_inner_texts()


def test_branches_commits_and_experiments_with_their_values(at: Visit, lab: Laboratory) -> None:
    opened(at, lab.path)
    expect(rows(at)).to_have_count(9)
    expected = [
        "main 6 of 8 (2 hidden)",
        "BASELINE HEAD, main",
        "· [slow-heron]",
        "· [brave-otter]",
        "·",
        "inside churn v1.0.0",
        "·",
        "deeper 1",
        "deeper",
    ]
    at.becomes(lambda: names(at), expected)
    # Five significant digits in the cell, all of them on hover.
    first = cell(at, "deeper", "auc")
    expect(first).to_have_text("0.65")
    loss = at.page.locator(".value-cell", has_text="0.49481")
    expect(loss).to_have_attribute("title", "0.4948147")
    # A broken file costs its own cells, and says why.
    at.button(re.compile("could not be read")).click()
    expect(at.dialog()).to_contain_text("params.yaml")
    at.picture("experiments-broken-file")
    at.page.keyboard.press("Escape")
    at.picture("experiments")
    assert at.serious() == []


def test_hidden_rows_are_a_click_away_and_say_why(at: Visit, lab: Laboratory) -> None:
    opened(at, lab.path)
    at.button("All commits").click()
    at.page.get_by_text("Hidden rows, too").click()
    expect(rows(at)).to_have_count(11)
    expect(at.page.get_by_text("Hidden: its message says [skip studio]")).to_have_count(1)
    expect(at.page.get_by_text("Hidden: nothing differs from the commit before")).to_have_count(1)
    at.page.keyboard.press("Escape")
    row(at, "slow-heron").hover()
    at.button(re.compile(r"Actions for slow-heron")).click()
    at.page.get_by_role("menuitem", name="Hide").click()
    at.button("All commits").click()
    at.page.get_by_text("Hidden rows, too").click()
    expect(row(at, "slow-heron")).to_have_count(0)
    expect(row(at, "brave-otter")).to_have_count(1)


def test_sorting_keeps_the_tree_unless_the_table_is_flat(at: Visit, lab: Laboratory) -> None:
    opened(at, f"{lab.path}?sort=-{AUC}")
    at.becomes(lambda: [name for name in names(at) if "[" in name], ["· [brave-otter]", "· [slow-heron]"])
    opened(at, f"{lab.path}?sort={LOSS}&flat=1")
    at.becomes(lambda: names(at)[:2], ["· [brave-otter]", "BASELINE HEAD, main"])
    head = at.page.get_by_role("columnheader", name=re.compile("loss")).first
    head.get_by_role("button", name=re.compile("^loss")).click()
    expect(at.page.locator("[aria-sort]")).to_have_count(1)


def test_search_filters_and_their_switches(at: Visit, lab: Laboratory) -> None:
    opened(at, lab.path)
    at.page.keyboard.press("/")
    at.page.keyboard.type("otter")
    expect(rows(at)).to_have_count(3)
    at.becomes(lambda: names(at)[-1], "· [brave-otter]")
    at.page.locator("#search").fill("nothing like it")
    at.see("No row is left")
    at.see("search “nothing like it”")
    at.picture("experiments-filtered-to-nothing")
    at.button("Clear all filters").click()
    expect(rows(at)).to_have_count(9)

    at.button("Filters").click()
    at.button("Add a filter").click()
    at.page.get_by_role("combobox", name="Field").fill("test.loss")
    at.page.get_by_role("option", name=re.compile("^test.loss")).click()
    at.page.get_by_label("Comparison").select_option("<")
    at.page.get_by_label("Value for test.loss").fill("0.31")
    expect(rows(at)).to_have_count(3)
    at.picture("experiments-filters")
    assert at.serious() == []
    at.page.get_by_role("checkbox", name="Switch this filter off").click()
    expect(rows(at)).to_have_count(9)
    at.button(re.compile("Delete the filter")).click()
    at.page.get_by_text("Only experiments, pushed and live").click()
    expect(rows(at)).to_have_count(4)


def test_only_what_differs_and_columns_in_an_order_of_ones_own(at: Visit, lab: Laboratory) -> None:
    opened(at, f"{lab.path}?filter=lacks+%22message%22+Break")
    at.becomes(lambda: "seed" in headers(at), True)
    at.button("Only what differs").click()
    at.see(re.compile(r"\d+ alike"))
    at.becomes(lambda: "seed" in headers(at), False)
    assert "rate" in headers(at)
    at.picture("experiments-only-what-differs")
    at.button("Only what differs").click()

    at.button("Columns").click()
    at.page.get_by_label("Search columns").fill("params")
    box = at.page.get_by_role("checkbox", name="depth")
    box.press("Alt+ArrowUp")
    at.page.wait_for_function("() => new URL(location).searchParams.has('order')")
    at.page.get_by_role("button", name="Pin params.yaml train.rate").click()
    at.page.get_by_role("checkbox", name="seed").click()
    at.picture("experiments-columns")
    assert at.serious() == []
    at.page.keyboard.press("Escape")
    at.becomes(lambda: "seed" in headers(at), False)
    at.becomes(lambda: headers(at)[:4], ["Experiment", "Created", "Message", "rate"])


def test_a_baseline_goals_and_differences(at: Visit, lab: Laboratory) -> None:
    opened(at, f"{lab.path}?goal=down:{LOSS}&goal=up:{AUC}")
    expect(cell(at, "brave-otter", "auc")).to_have_class(re.compile("best"))
    expect(cell(at, "slow-heron", "auc")).to_have_class(re.compile("much-worse"))
    at.picture("experiments-goals")
    at.button("Delta").click()
    expect(cell(at, "brave-otter", "auc")).to_contain_text("+0.03")
    expect(cell(at, "HEAD, main", "auc")).to_contain_text("0.75")
    row(at, "brave-otter").hover()
    at.button(re.compile(r"Actions for brave-otter")).click()
    at.page.get_by_role("menuitem", name="Set as the baseline").click()
    expect(row(at, "brave-otter")).to_contain_text("Baseline")
    expect(cell(at, "HEAD, main", "auc")).to_contain_text("−0.03")
    # What an experiment tried is marked in its params, with what it was before.
    expect(cell(at, "slow-heron", "rate")).to_have_attribute("title", re.compile(r"was 0\.02 in [0-9a-f]{7}"))


def test_a_view_is_kept_by_name_and_shared_by_its_address(at: Visit, lab: Laboratory) -> None:
    opened(at, f"{lab.path}?hide={SEED}&goal=up:{AUC}")
    at.see("Changed view")
    at.button("View").click()
    at.page.get_by_role("menuitem", name="Save as…").click()
    at.dialog().get_by_label("Name").fill("For the weekly")
    at.dialog().get_by_role("button", name="Save").click()
    expect(at.dialog()).to_have_count(0)
    at.see("For the weekly")
    expect(at.page.get_by_text("Changed view")).to_have_count(0)
    at.page.wait_for_url(re.compile(r"\?view=\w+$"))
    at.becomes(lambda: "seed" in headers(at), False)
    kept = lab.studio.ask(f"/api/projects/{lab.project}/views")
    assert [each["name"] for each in kept] == ["For the weekly"]

    at.button("Delta").click()
    at.see("Changed view")
    at.button("Discard").click()
    expect(at.page.get_by_text("Changed view")).to_have_count(0)
    at.button("Delta").click()
    at.button("Save").click()
    expect(at.page.get_by_text("Changed view")).to_have_count(0)
    at.becomes(lambda: lab.studio.ask(f"/api/projects/{lab.project}/views")[0]["state"].get("delta"), True)
    at.button("For the weekly").click()
    at.page.get_by_role("menuitem", name="Delete For the weekly…").click()
    at.dialog().get_by_role("button", name="Delete For the weekly").click()
    expect(at.dialog()).to_have_count(0)
    at.becomes(lambda: lab.studio.ask(f"/api/projects/{lab.project}/views"), [])


def test_what_is_downloaded_is_what_is_shown(at: Visit, lab: Laboratory) -> None:
    opened(at, f"{lab.path}?q=train+on&hide={SEED}")
    for kind in ("CSV", "JSON"):
        at.button("Download").click()
        with at.page.expect_download() as coming:
            at.page.get_by_role("menuitem", name=re.compile(f"^{kind}: ")).click()
        text = Path(coming.value.path()).read_text(encoding="utf-8")
        if kind == "CSV":
            lines = list(csv.DictReader(text.splitlines()))
            assert [line["message"].strip() for line in lines] == [
                "Train on March",
                "Train on February",
                "Train on January",
            ]
            assert lines[2]["metrics.json train.loss"] == "0.4123456"
            assert "params.yaml seed" not in lines[0]
        else:
            first = json.loads(text)[0]
            assert first["commit"] == lab.head()
            assert first["metrics"]["metrics.json"]["train.loss"] == 0.25


def test_the_keyboard_walks_the_table(at: Visit, lab: Laboratory) -> None:
    opened(at, lab.path)
    row(at, "HEAD, main").locator(".own-cell").last.click()
    keys = at.page.keyboard
    keys.press("Home")
    focused = "() => document.activeElement.closest('[data-line]')?.dataset.line"
    at.becomes(lambda: at.page.evaluate(focused), "0")
    keys.press("ArrowLeft")
    expect(rows(at)).to_have_count(3)
    keys.press("ArrowRight")
    expect(rows(at)).to_have_count(9)
    for line in ("1", "2", "3"):
        keys.press("ArrowDown")
        at.becomes(lambda: at.page.evaluate(focused), line)
    keys.press("Space")
    expect(at.page.locator(".line-row[aria-selected=true]")).to_have_count(1)
    # The header is a row, too: its cells open the menus of their columns.
    keys.press("Home")
    keys.press("ArrowUp")
    for _ in range(3):
        keys.press("ArrowRight")
    keys.press("Enter")
    expect(at.page.get_by_role("menuitem", name="Sort ascending")).to_be_visible()
    at.picture("experiments-column-menu")
    keys.press("Escape")
    row(at, "HEAD, main").locator(".own-cell").last.click()
    keys.press("End")
    keys.press("Space")
    keys.press("p")
    expect(at.page.locator(".plot-toggle[aria-pressed=true]")).to_have_count(1)
    keys.press("c")
    expect(at.page.get_by_role("treegrid")).to_be_visible()
    at.page.wait_for_function("() => new URL(location).searchParams.get('panels')?.includes('compare')")
    at.picture("experiments-with-panes")
    # Panes that come leave the keys to the table; Esc closes the last of them.
    for pane in ("Plots", "Changes"):
        expect(at.page.get_by_role("region", name=pane, exact=True)).to_be_visible()
    assert at.page.evaluate("() => document.activeElement.closest('[role=treegrid]') !== null")
    keys.press("Escape")
    expect(at.page.get_by_role("region", name="Changes", exact=True)).to_have_count(0)
    expect(at.page.get_by_role("region", name="Plots", exact=True)).to_be_visible()


def test_a_version_is_registered_from_its_cell(at: Visit, lab: Laboratory) -> None:
    opened(at, lab.path)
    cell(at, "HEAD, main", "churn").get_by_role("button").click()
    expect(at.dialog().get_by_role("combobox", name="Commit")).to_have_value(lab.head()[:7])
    at.picture("experiments-register")
    at.dialog().get_by_role("button", name="Register", exact=False).last.click()
    expect(cell(at, "HEAD, main", "churn")).to_contain_text("v1.")
    assert any(tag.startswith("churn@v1.") and tag != "churn@v1.0.0" for tag in lab.registry.tags())


def test_editors_links_select_what_they_name(at: Visit, lab: Laboratory) -> None:
    otter = lab.registry.shell.git("ls-remote", str(lab.registry.bare), "refs/exps/*/*/brave-otter").split()[0]
    opened(at, f"{lab.path}?showOnlySelected=1&experimentReferences={otter}")
    at.becomes(lambda: [name for name in names(at) if "[" in name], ["· [brave-otter]"])
    expect(at.page.locator(".line-row[aria-selected=true]")).to_have_count(1)


def test_live_runs_stand_under_their_commit_and_move(at: Visit, lab: Laboratory) -> None:
    token = lab.studio.ask("/api/tokens", {"name": "training", "scopes": ["experiments"]})["secret"]
    url = str(lab.registry.bare)

    def post(body: dict[str, Any]) -> None:
        headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
        urlopen(Request(f"{lab.studio.address.rstrip('/')}/api/live", json.dumps(body).encode(), headers), timeout=90)

    opened(at, lab.path)
    post(posting.start(url=url, baseline=lab.head(), params={"params.yaml": {"train": {"rate": 0.3}}}))
    expect(row(at, "outer-mobs")).to_contain_text("running")
    post(posting.metrics(1, url=url, baseline=lab.head()))
    expect(cell(at, "outer-mobs", "acc")).to_have_text("0.1")
    post(posting.metrics(2, url=url, baseline=lab.head()))
    expect(cell(at, "outer-mobs", "acc")).to_have_text("0.2")
    expect(cell(at, "outer-mobs", "acc")).to_have_class(re.compile("fresh"))
    at.picture("experiments-live")
    post(posting.start("lost-lamb", url=url, baseline="0123456789" * 4))
    expect(row(at, "Detached experiments")).to_be_visible()
    post(posting.done(url=url, baseline=lab.head()))
    expect(row(at, "outer-mobs")).to_contain_text("finished")
    for name in ("outer-mobs", "lost-lamb"):
        row(at, name).hover()
        at.button(f"Actions for {name}").click()
        at.page.get_by_role("menuitem", name="Delete this run…").click()
        at.dialog().get_by_role("button", name=f"Delete {name}").click()
        expect(row(at, name)).to_have_count(0)


@pytest.mark.parametrize(("dark", "narrow"), LOOKS)
def test_it_looks_the_same_everywhere(
    browser: Browser, lab: Laboratory, pictures: Path | None, dark: bool, narrow: bool
) -> None:
    with visit(browser, lab.studio.address, pictures, dark=dark, narrow=narrow) as seen:
        opened(seen, f"{lab.path}?goal=up:{AUC}")
        look = f"{'dark' if dark else 'light'}-{390 if narrow else 1440}"
        seen.picture(f"experiments-{look}")
        assert seen.serious() == []
        assert not seen.overflows()


def test_a_repository_without_values_says_what_brings_them(browser: Browser, tmp_path: Path) -> None:
    from studio.browser.registries import a_registry

    bare = a_registry(tmp_path, "bare-of-values")
    bare.shell.commit("Only words", minute=1, files={"README.md": "# Nothing to see\n"})
    bare.push()
    with a_studio(tmp_path / "studio") as studio, visit(browser, studio.address, None) as seen:
        repository = studio.add(bare.bare)
        project = next(each["id"] for each in studio.ask("/api/projects") if each["repository"] == repository)
        seen.open(f"/projects/{project}").settled()
        seen.see("No metrics, params or files in these commits yet")
        assert seen.serious() == []


def test_a_note_is_what_git_notes_says_wherever_it_was_written(at: Visit, lab: Laboratory) -> None:
    opened(at, lab.path)
    shell, commit = lab.registry.shell, lab.head()

    def menu(item: str) -> None:
        row(at, "HEAD, main").hover()
        row(at, "HEAD, main").get_by_role("button", name=re.compile("^Actions for")).click()
        at.page.get_by_role("menuitem", name=item).click()

    menu("Write a note…")
    at.dialog().get_by_label("Note", exact=True).fill("Overfits: don't ship.\n\nSee the curve.")
    expect(at.dialog()).to_contain_text("git notes add -f -m 'Overfits: don'\"'\"'t ship.")
    at.picture("note")
    assert at.serious() == []
    at.button("Push the note").click()
    at.see("Pushed, and read back from origin")
    there = ("--git-dir", str(lab.registry.bare))
    said = shell.git(*there, "notes", "show", commit)
    assert "Author: Jane Doe <jane@example.com>" in shell.git(*there, "log", "-1", "refs/notes/commits")
    assert said == "Overfits: don't ship.\n\nSee the curve."
    at.picture("note-pushed")
    at.button("Done").click()
    mark = row(at, "HEAD, main").get_by_role("button", name=re.compile("^Note on"))
    expect(mark).to_have_attribute("title", said)
    at.picture("note-in-row")
    # Found by its words, also after somebody else has changed it.
    at.page.keyboard.press("/")
    at.page.keyboard.type("curve ship")
    expect(row(at, "HEAD, main")).to_be_visible()
    expect(row(at, "deeper")).to_have_count(0)
    at.page.keyboard.press("Escape")
    shell.git("fetch", "--quiet", "origin", "+refs/notes/commits*:refs/notes/commits*")
    shell.git("notes", "add", "-f", "-m", "Better than it looked", commit)
    shell.git("push", "--quiet", "origin", "refs/notes/commits")
    expect(mark).to_have_attribute("title", "Better than it looked")
    menu("Change the note…")
    at.dialog().get_by_label("Note", exact=True).fill("")
    at.button("Remove the note").click()
    at.see("Removed from origin")
    at.button("Done").click()
    expect(mark).to_have_count(0)
    assert shell.git(*there, "notes", "list") == ""
