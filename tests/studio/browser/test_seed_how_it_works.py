"""The document "How Iterative Studio Works", sentence by sentence: each is shown in the browser, on real repositories.

What it says of commits and pull requests that Studio itself makes is not here yet.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from shell import Shell
from studio.browser.chromium import PATIENCE_MS, Visit, visit
from studio.browser.registries import a_registry, segmentation, trained
from studio.browser.studios import Studio

MODEL = "pool-segmentation"


def test_how_it_extracts_and_presents_what_is_pushed(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = segmentation(tmp_path)
    empty_studio.add(registry.bare)
    with visit(browser, empty_studio.address, pictures) as seen:
        # "All the projects that you have created are presented in a central projects dashboard."
        seen.open("/projects").settled()
        seen.link("example-segmentation").first.click()

        # "It creates an interactive, tabular representation of all the identified values": "the project's dvc.yaml is
        # used to identify all the data, metrics, and hyperparameters in your experiments."
        table = seen.page.get_by_role("treegrid")
        for name in ("dice_multi", "learning_rate", "epochs"):
            expect(table.get_by_role("columnheader", name=re.compile(name))).to_be_visible()
        expect(_row(seen, "Name the model")).to_contain_text("0.8874")

        # "You will push all your ML experiments to your Git repositories as Git commits": a commit, and one of DVC's
        rate = 0.002
        trained(registry.shell, "Learn more slowly", 90, rate=rate, epochs=16, dice=0.9021)
        registry.shell.git("push", "--quiet", "origin", "main")
        expect(_row(seen, "Learn more slowly")).to_contain_text("0.9021", timeout=PATIENCE_MS)
        expect(_row(seen, "Learn more slowly")).to_contain_text(str(rate))
        _push_experiment(registry.shell, "wide-net", dice=0.9134)
        expect(_row(seen, "wide-net")).to_contain_text("0.9134", timeout=PATIENCE_MS)
        seen.picture("seed-experiments-light-1440")

        # "Details of your ML models, including versions and stage assignments, are extracted from the Git commits and
        # tags": "using the command line interface of GTO" …
        registry.shell.gto("register", MODEL, "--version", "v1.0.0")
        registry.shell.gto("assign", MODEL, "--version", "v1.0.0", "--stage", "dev")
        registry.shell.git("push", "--quiet", "origin", "--tags")
        expect(_row(seen, "Learn more slowly")).to_contain_text("v1.0.0", timeout=PATIENCE_MS)

        # "All identified models are included in an interactive models dashboard and individual model details pages."
        seen.open("/models").settled()
        seen.link(MODEL).first.click()
        expect(seen.page.get_by_role("heading", name="Version v1.0.0")).to_be_visible()
        seen.see("0.9021")

        # … or "Iterative Studio creates annotated Git tags representing the actions."
        seen.link("Assign stage").first.click()
        seen.dialog().get_by_role("combobox", name="Stage").fill("prod")
        seen.page.keyboard.press("Escape")
        seen.dialog().get_by_role("button", name="Assign prod").click()
        expect(seen.dialog().locator("[data-state=done] code.strong")).to_have_text(f"{MODEL}#prod#2")
        assert f"{MODEL}#prod#2" in registry.tags()
        assert registry.history(MODEL)[0]["event"] == "assignment"


def test_without_dvc_files_of_metrics_and_parameters_are_named_by_hand(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    # "If you are not using DVC, you can add the metrics and hyperparameters to your Git repositories manually."
    made = a_registry(tmp_path, "no-dvc")
    made.shell.commit("Fit a line", files={"scores.json": json.dumps({"rmse": 3.25}), "conf.toml": "degree = 1\n"})
    made.push()
    empty_studio.add(made.bare)
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open("/projects").settled()
        seen.link("no-dvc").first.click()
        expect(_row(seen, "Fit a line")).not_to_contain_text("3.25")
        seen.button("Actions for no-dvc").click()
        seen.page.get_by_role("menuitem", name="Settings…").click()
        for number, (path, kind) in enumerate([("scores.json", "metrics"), ("conf.toml", "params")], 1):
            seen.dialog().get_by_role("button", name="Add a file").click()
            seen.dialog().get_by_label(f"Path of file {number}").fill(path)
            seen.dialog().get_by_label(f"Kind of file {number}").select_option(kind)
        seen.dialog().get_by_role("button", name="Save").click()
        expect(_row(seen, "Fit a line")).to_contain_text("3.25", timeout=PATIENCE_MS)
        expect(seen.page.get_by_role("columnheader", name=re.compile("degree"))).to_be_visible()


def _row(seen: Visit, text: str) -> Locator:
    return seen.page.get_by_role("treegrid").get_by_role("row").filter(has_text=text).first


def _push_experiment(shell: Shell, name: str, *, dice: float) -> None:
    """What `dvc exp push` leaves on a remote: a commit on the baseline, under a ref that names both."""
    baseline = shell.git("rev-parse", "HEAD")
    trained(shell, f"dvc: commit experiment {name}", 91, rate=0.002, epochs=16, dice=dice)
    ref = f"refs/exps/{baseline[:2]}/{baseline[2:]}/{name}"
    shell.git("push", "--quiet", "origin", f"HEAD:{ref}")
    shell.git("reset", "--quiet", "--hard", baseline)
