"""What opens beside the experiments table: compare, plots, trends, charts of one's own, the pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, expect
from playwright.sync_api import TimeoutError as TookTooLong

from studio.browser.chromium import Visit, visit
from studio.browser.studios import Studio, a_studio
from studio.browser.trainings import Trainings, trained, trainings


@dataclass(frozen=True)
class Lab:
    studio: Studio
    trainings: Trainings
    project: str

    def path(self, panels: str, *, plotted: tuple[str, ...] = (), checked: tuple[str, ...] = (), more: str = "") -> str:
        return f"/projects/{self.project}?panels={panels}&plotted={','.join(plotted)}&commits={','.join(checked)}{more}"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    made = trainings(tmp_path_factory.mktemp("remotes"))
    with a_studio(tmp_path_factory.mktemp("lab") / "studio") as studio:
        studio.add(made.bare)
        yield Lab(studio, made, studio.ask("/api/projects")[0]["id"])


@pytest.fixture
def here(browser: Browser, lab: Lab, pictures: Path | None) -> Iterator[Visit]:
    with visit(browser, lab.studio.address, pictures) as seen:
        yield seen


def pane(seen: Visit, title: str) -> Locator:
    return seen.page.get_by_role("region", name=title, exact=True)


def chart(seen: Visit, title: str) -> Locator:
    return seen.page.get_by_role("article", name=title, exact=True)


def drawn(within: Locator) -> Locator:
    """A chart by what it says to those who do not see it."""
    return within.get_by_role("img")


def test_compare_shows_what_differs_and_says_it_in_the_address(here: Visit, lab: Lab) -> None:
    made = lab.trainings
    here.open(lab.path("compare", checked=(made.branch, made.experiment, made.head))).settled()
    changes = pane(here, "Changes")
    expect(changes.get_by_role("rowheader", name=re.compile("^acc"))).to_be_visible()
    row = changes.get_by_role("row").filter(has=here.page.get_by_role("rowheader", name=re.compile("^acc")))
    expect(row.get_by_role("cell").first).to_have_text("0.9")  # the baseline, whatever was checked first
    expect(row).to_contain_text("0.86")
    expect(row).to_contain_text("−0.04")
    expect(changes.get_by_role("rowheader", name=re.compile("^train.seed"))).to_have_count(0)
    here.picture("compare-light-1440")
    assert here.serious() == []

    changes.get_by_label("Unchanged and hidden values too").click()
    expect(changes.get_by_role("rowheader", name=re.compile("^train.seed"))).to_be_visible()
    here.at("compare=all")
    changes.get_by_label("Rows downwards").click()
    expect(changes.get_by_role("columnheader", name=re.compile("^train.seed"))).to_be_visible()
    here.picture("compare-turned-light-1440")

    changes.get_by_role("button", name="Take away outer-mobs").click()
    expect(changes.get_by_role("rowheader", name=re.compile("outer-mobs"))).to_have_count(0)
    here.no_longer_at(made.experiment)
    # a link of it opens the same
    here.page.reload()
    expect(changes.get_by_role("columnheader", name=re.compile("^train.seed"))).to_be_visible()
    changes.get_by_label("Rows downwards").focus()
    here.page.keyboard.press("Escape")
    expect(changes).to_have_count(0)
    here.no_longer_at("panels=")
    here.page.go_back()
    expect(changes).to_be_visible()
    here.at("panels=compare")


def test_plots_lie_over_each_other_in_the_colours_of_the_table(here: Visit, lab: Lab) -> None:
    made = lab.trainings
    here.open(lab.path("plots", plotted=(made.head, made.branch, made.experiment))).settled()
    accuracy = chart(here, "Accuracy")
    expect(drawn(accuracy)).to_have_attribute("aria-label", re.compile(r"main ends at 0\.88\d*, 40 points; "))
    expect(drawn(accuracy)).to_have_attribute("aria-label", re.compile(r"outer-mobs ends at 0\.77\d*, 40 points"))
    # one bad plot says what is wrong with it, and the others are there
    broken = chart(here, "broken.csv")
    broken.hover()
    expect(broken).to_contain_text("nothing")
    confusion = chart(here, "Confusion")
    confusion.hover()
    expect(confusion.locator("canvas")).to_be_visible()
    images = here.page.get_by_role("region", name=re.compile("images.steps"))
    images.hover()
    expect(images.get_by_role("img", name=re.compile("step 5"))).to_have_count(3)
    images.get_by_role("slider", name="Step").press("ArrowLeft")
    expect(images.get_by_role("img", name=re.compile("step 0"))).to_have_count(3)
    here.picture("plots-images-light-1440")
    accuracy.hover()
    here.picture("plots-light-1440")
    assert here.serious() == []


def test_a_chart_is_smoothed_measured_moved_saved_and_shown_whole(here: Visit, lab: Lab) -> None:
    made = lab.trainings
    here.open(lab.path("plots", plotted=(made.head, made.branch))).settled()
    accuracy = chart(here, "Accuracy")
    expect(drawn(accuracy)).to_be_visible()
    slider = accuracy.get_by_role("slider", name="smooth")
    slider.press("PageUp")
    expect(accuracy.get_by_role("status")).not_to_have_text("0.001")
    here.page.wait_for_url(re.compile(r"plot=smooth"))
    once = accuracy.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    slider.press("End")
    here.page.wait_for_function(
        "before => document.querySelector('[aria-label=Accuracy] canvas')?.toDataURL() !== before", arg=once
    )

    drawn(accuracy).hover()
    tip = accuracy.locator(".chart-tip")
    expect(tip).to_contain_text("step")
    expect(tip).to_contain_text("main")
    here.picture("plots-tooltip-light-1440", accuracy)

    accuracy.get_by_role("button", name="More for Accuracy").click()
    here.page.get_by_role("menuitem", name="Logarithmic y").click()
    here.page.wait_for_url(re.compile("logy"))

    for item, name in (("Save as SVG", "Accuracy.svg"), ("Save as PNG", "Accuracy.png")):
        accuracy.get_by_role("button", name="More for Accuracy").click()
        with here.page.expect_download() as saved:
            here.page.get_by_role("menuitem", name=item).click()
        assert saved.value.suggested_filename == name
        head = saved.value.path().read_bytes()
        assert head.startswith(b"<svg" if name.endswith("svg") else b"\x89PNG")

    accuracy.get_by_role("button", name="Move Accuracy: with the arrow keys, or drag").press("ArrowRight")
    here.page.wait_for_url(re.compile(r"plots\.order="))
    titles = here.page.locator(".chart-card h3")
    expect(titles.first).not_to_have_text("Accuracy")

    accuracy.get_by_role("button", name="Show Accuracy on the whole screen").click()
    expect(drawn(here.dialog())).to_be_visible()
    expect(here.dialog().get_by_role("list", name="Lines in this chart")).to_contain_text("wide")
    here.picture("plots-whole-light-1440")
    here.page.keyboard.press("Escape")
    expect(here.dialog()).to_have_count(0)

    rail = here.page.get_by_label("Find a plot")
    rail.fill("accuracy")
    here.page.get_by_role("checkbox", name="Accuracy").click()
    expect(accuracy).to_have_count(0)
    here.page.wait_for_url(re.compile(r"plots\.off="))


def test_the_curve_of_a_running_job_grows_in_an_open_page(here: Visit, lab: Lab) -> None:
    made = lab.trainings

    def tell(kind: str, **more: object) -> None:
        lab.studio.ask(
            "/api/live",
            {
                "type": kind,
                "repo_url": str(made.bare),
                "baseline_sha": made.head,
                "name": "warm-lark",
                "client": "dvclive",
                **more,
            },
        )

    def step(*steps: int) -> None:
        rows = [{"step": each, "acc": each / 10} for each in steps]
        tell("data", step=max(steps), metrics={"metrics.json": {"data": {"acc": max(steps) / 10}}})
        tell("data", step=max(steps), plots={"live/acc.tsv": {"data": rows}})

    tell("start")
    step(0, 1)
    link = f"live:{made.head}:warm-lark"
    rows = (made.head, link)
    here.open(lab.path("plots,compare", plotted=rows, checked=rows)).settled()
    accuracy = chart(here, "Accuracy")
    expect(drawn(accuracy)).to_have_attribute("aria-label", re.compile(r"warm-lark ends at 0\.1, 2 points"))
    step(2, 3)
    expect(drawn(accuracy)).to_have_attribute("aria-label", re.compile(r"warm-lark ends at 0\.3, 4 points"))
    expect(pane(here, "Changes").locator(".live-value").first).to_contain_text("0.3")
    here.picture("plots-live-light-1440")
    # what is only read aloud, of images far down in the pane, doesn't make the page longer
    expect(here.page.get_by_role("region", name=re.compile("images.steps")).get_by_text(", running")).to_be_attached()
    assert not here.sinks()

    # a chart that a template draws goes on, too, and is not drawn anew for it
    accuracy.get_by_role("button", name="More for Accuracy").click()
    here.page.get_by_role("menuitem", name="Draw with DVC's template").click()
    canvas = accuracy.locator(".vega-chart canvas")
    expect(canvas).to_be_visible()
    expect(accuracy.get_by_label("Drawing Accuracy")).to_have_count(0)
    before = canvas.evaluate("canvas => { canvas.dataset.kept = 'yes'; return canvas.toDataURL(); }")
    step(4, 5, 6)
    here.page.wait_for_function(
        "before => document.querySelector('[data-kept=yes]')?.toDataURL() !== before", arg=before
    )
    expect(canvas).to_have_attribute("data-kept", "yes")
    here.picture("plots-live-template-light-1440", accuracy)
    tell("done")
    expect(pane(here, "Changes").locator(".live-value")).to_have_count(0)

    # the experiment that it is pushed as takes its place in the open panes, too, and in links to it
    made.shell.git("switch", "--quiet", "--detach", made.head)
    pushed = made.shell.commit("dvc: commit experiment", minute=40, files=trained(0.01, "small", 0.88, 60))
    made.shell.git("switch", "--quiet", "main")
    ref = f"refs/exps/{made.head[:2]}/{made.head[2:]}/warm-lark"
    made.shell.git("push", "--quiet", "origin", f"{pushed}:{ref}")
    expect(here.page.get_by_role("row").filter(has_text="[warm-lark]")).to_have_count(1)
    expect(pane(here, "Changes").get_by_role("button", name="Take away warm-lark")).to_be_visible()
    expect(pane(here, "Changes")).to_contain_text("0.88")
    here.open(lab.path("plots", plotted=(link,), checked=(link,))).settled()
    expect(drawn(accuracy)).to_have_attribute("aria-label", re.compile("warm-lark ends at"))
    expect(here.page.get_by_role("checkbox", name="Select warm-lark")).to_be_checked()


def test_trends_charts_of_ones_own_and_the_pipeline(here: Visit, lab: Lab) -> None:
    made = lab.trainings
    here.open(lab.path("trends", more="&trends=main&trends=wide")).settled()
    expect(drawn(chart(here, "acc"))).to_have_attribute(
        "aria-label", re.compile(r"main ends at 0\.9, 3 points; wide ends at 0\.86, 3 points")
    )
    here.picture("trends-light-1440")
    assert here.serious() == []

    here.open(lab.path("explore", plotted=(made.head,))).settled()
    explore = pane(here, "Explore")
    expect(explore.locator(".parallel canvas")).to_be_visible()
    explore.get_by_label("x", exact=True).select_option(label="train.lr")
    explore.get_by_label("y", exact=True).select_option(label="acc")
    explore.get_by_role("button", name="Add the chart").click()
    expect(drawn(chart(here, "acc by train.lr"))).to_be_visible()
    explore.get_by_label("Of", exact=True).select_option(label="live/acc.tsv")
    explore.get_by_label("x", exact=True).select_option(label="step")
    explore.get_by_label("y", exact=True).select_option(label="acc")
    explore.get_by_role("button", name="Add the chart").click()
    expect(drawn(chart(here, "acc by step, live/acc.tsv"))).to_have_attribute("aria-label", re.compile("40 points"))
    here.picture("explore-light-1440")
    assert here.serious() == []

    here.open(lab.path("dag", checked=(made.head,))).settled()
    pipeline = pane(here, "Pipeline")
    pipeline.get_by_role("button", name=re.compile("^prepare ?,")).focus()
    here.page.keyboard.press("ArrowRight")
    here.page.keyboard.press("Enter")
    expect(pipeline.get_by_text("python train.py")).to_be_visible()
    here.picture("pipeline-light-1440")
    pipeline.get_by_role("button", name=re.compile("^data.csv")).click()
    come = "Imported from raw/customers.csv of https://git.example.com/data.git at v2 (ccccccc)"
    expect(pipeline.get_by_text(come).first).to_be_visible()
    pipeline.locator("summary").filter(has_text="Data").click()
    expect(pipeline.get_by_role("listitem").filter(has_text="data.csv")).to_contain_text("14.4 MB · aaaaaaa")
    pipeline.get_by_label("As a list").click()
    expect(pipeline.get_by_label("As a list")).to_be_checked()
    expect(pipeline.get_by_text("python evaluate.py")).to_be_visible()
    assert here.serious() == []


def test_a_brush_along_an_axis_filters_the_table(here: Visit, lab: Lab) -> None:
    here.open(lab.path("explore")).settled()
    axes = pane(here, "Explore").locator(".parallel")
    expect(axes.locator("canvas")).to_be_visible()
    axes.hover()  # once it stands still
    box = axes.bounding_box()
    assert box is not None
    x, top, bottom = box["x"] + 64, box["y"] + 48, box["y"] + box["height"] - 24
    for _ in range(6):
        # of an axis from 0 to 0.1 the middle, where only the pushed experiment's rate is
        here.page.mouse.move(x, top + 0.4 * (bottom - top))
        here.page.mouse.down()
        here.page.mouse.move(x, top + 0.6 * (bottom - top), steps=4)
        here.page.mouse.up()
        with suppress(TookTooLong):  # a chart that is drawn anew meanwhile forgets the stroke, and one makes it again
            here.page.wait_for_url(re.compile("filter=" + quote("between")), timeout=20_000)
            break
    expect(here.button(re.compile("Clear 1 brush"))).to_be_visible()
    expect(pane(here, "Explore").get_by_role("status")).to_have_text("1 row")
    here.picture("explore-brushed-light-1440")
    here.button(re.compile("Clear 1 brush")).click()
    expect(pane(here, "Explore").get_by_role("status")).not_to_have_text("1 row")


@pytest.mark.parametrize(("dark", "narrow"), [(True, False), (False, True)])
def test_every_pane_in_the_dark_and_on_a_phone(
    browser: Browser, lab: Lab, pictures: Path | None, dark: bool, narrow: bool
) -> None:
    made = lab.trainings
    kind = f"{'dark' if dark else 'light'}-{390 if narrow else 1440}"
    rows = (made.head, made.branch, made.experiment)
    with visit(browser, lab.studio.address, pictures, dark=dark, narrow=narrow) as seen:
        for panels, there in (
            ("compare", "Changes"),
            ("plots", "Plots"),
            ("trends", "Trends"),
            ("explore", "Explore"),
            ("dag", "Pipeline"),
            ("plots,compare", "Changes"),
        ):
            seen.open(lab.path(panels, plotted=rows, checked=rows)).settled()
            expect(pane(seen, there)).to_be_visible()
            if panels == "explore":  # values stand between the axes: they keep apart, and the box scrolls
                axes = seen.page.locator(".parallel")
                gaps = (axes.get_attribute("aria-label") or "").count(", ")
                box = axes.bounding_box()
                assert gaps >= 3
                assert box is not None
                assert box["width"] >= 136 + 64 * gaps
            if "plots" in panels:
                chart(seen, "Accuracy").hover()
                expect(drawn(chart(seen, "Accuracy"))).to_be_visible()
            seen.picture(f"{panels.replace(',', '-')}-{kind}")
            assert seen.serious() == [], panels
            assert not seen.overflows(), panels
            assert not seen.sinks(), panels
