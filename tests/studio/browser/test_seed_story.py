"""The story "Get Started: Manage models", walked through in the browser. After each step Git is asked, too."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from studio.browser.chromium import PATIENCE_MS, Visit, visit
from studio.browser.registries import Registry, segmentation
from studio.browser.studios import Studio

MODEL = "pool-segmentation"


def test_manage_a_model_from_first_version_to_deprecation(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = segmentation(tmp_path)
    with visit(browser, empty_studio.address, pictures) as seen:
        _add_the_repository(seen, registry)
        _open_the_model(seen)
        expected: set[str] = set()

        # register v1.0.0: the commit and the number that are suggested
        seen.link("Register first version").first.click()
        dialog = seen.dialog()
        expect(dialog.get_by_label("Version", exact=True)).to_have_value("v1.0.0")
        head = registry.shell.git("rev-parse", "HEAD")
        expect(dialog.get_by_role("combobox", name="Commit")).to_have_value(head[:7])
        expect(dialog.get_by_text(f"{MODEL}@v1.0.0", exact=True).first).to_be_visible()
        expect(dialog.get_by_text(f"gto register {MODEL}", exact=False).first).to_be_visible()
        seen.picture("dialog-register-light-1440")
        dialog.get_by_role("button", name="Register v1.0.0").click()
        expected.add(f"{MODEL}@v1.0.0")
        _done(seen, f"{MODEL}@v1.0.0")
        seen.picture("dialog-done-light-1440")
        _close(seen)
        expect(seen.page.get_by_role("heading", name="Version v1.0.0")).to_be_visible()
        expect(seen.page.get_by_text("0.8874")).to_be_visible()
        _git_agrees(seen, registry, expected, f"{MODEL}@v1.0.0")

        # assign dev, assign prod
        for stage, tag in (("dev", f"{MODEL}#dev#1"), ("prod", f"{MODEL}#prod#2")):
            seen.link("Assign stage").first.click()
            dialog = seen.dialog()
            dialog.get_by_role("combobox", name="Stage").fill(stage)
            seen.page.keyboard.press("Escape")  # closes the list, not the dialog
            expect(dialog.get_by_text(tag, exact=True).first).to_be_visible()
            dialog.get_by_role("button", name=f"Assign {stage}").click()
            expected.add(tag)
            _done(seen, tag)
            _close(seen)
            _git_agrees(seen, registry, expected, tag)
            expect(_stages(seen).get_by_text(stage, exact=True).first).to_be_visible()

        # remove dev
        seen.link("Unassign dev").click()
        tag = f"{MODEL}#dev!#3"
        dialog = seen.dialog()
        expect(dialog.get_by_text(tag, exact=True).first).to_be_visible()
        expect(dialog.get_by_text("has no version afterwards")).to_be_visible()
        seen.picture("dialog-unassign-light-1440")
        dialog.get_by_role("button", name="Unassign dev").click()
        expected.add(tag)
        _done(seen, tag)
        _close(seen)
        _git_agrees(seen, registry, expected, tag)
        expect(_stages(seen).get_by_text("no version")).to_be_visible()
        seen.picture("model-after-the-story-light-1440")

        # deregister, deprecate
        seen.link("Deregister").click()
        dialog = seen.dialog()
        tag = f"{MODEL}@v1.0.0!#4"
        dialog.get_by_label("Message").fill("Trained on the wrong tiles")
        expect(dialog.get_by_text("Trained on the wrong tiles")).to_be_visible()
        dialog.get_by_role("button", name="Deregister v1.0.0").click()
        made = _done(seen, f"{MODEL}@v1.0.0!")
        expected.add(made)
        _close(seen)
        _git_agrees(seen, registry, expected, made)

        seen.button(f"Actions on {MODEL}").click()
        seen.page.get_by_role("menuitem", name=re.compile("Deprecate")).click()
        seen.dialog().get_by_role("button", name=f"Deprecate {MODEL}").click()
        made = _done(seen, f"{MODEL}@deprecated")
        expected.add(made)
        _close(seen)
        _git_agrees(seen, registry, expected, made)
        expect(seen.page.locator(".band").get_by_text("deprecated")).to_be_visible()

        # read the history, and that the list hides what is deprecated
        verbs = seen.page.locator(".timeline li").evaluate_all("items => items.map(item => item.dataset.event)")
        assert verbs == [
            "deprecation", "deregistration", "unassignment", "assignment", "assignment", "registration",
        ]  # fmt: skip
        expect(seen.page.locator(".timeline").get_by_text("Trained on the wrong tiles")).to_be_visible()
        seen.open("/models").settled()
        expect(seen.page.get_by_text("Nothing matches")).to_be_visible()
        seen.open("/models?deprecated=1").settled()
        expect(seen.link(MODEL)).to_be_visible()


def test_each_action_offers_the_way_back(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = segmentation(tmp_path)
    id = empty_studio.add(registry.bare)
    steps = [
        ("Undo: deregister v1.0.0", "Deregister v1.0.0", f"{MODEL}@v1.0.0!"),
        ("Undo: register v1.0.0", "Register v1.0.0", f"{MODEL}@v1.0.0"),
    ]
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open(f"/models/{id}/{MODEL}?do=register").settled()
        made = [_press(seen, "Register v1.0.0", f"{MODEL}@v1.0.0")]
        seen.picture("dialog-undo-light-1440")
        for undo, button, tag in steps:
            seen.dialog().get_by_role("link", name=undo).click()
            made.append(_press(seen, button, tag))
        _close(seen)
        seen.link("Assign stage").first.click()
        seen.dialog().get_by_role("combobox", name="Stage").fill("prod")
        seen.page.keyboard.press("Escape")
        made.append(_press(seen, "Assign prod", f"{MODEL}#prod"))
        seen.dialog().get_by_role("link", name="Undo: unassign prod").click()
        made.append(_press(seen, "Unassign prod", f"{MODEL}#prod!"))
        seen.dialog().get_by_role("link", name="Undo: assign prod to v1.0.0").click()
        made.append(_press(seen, "Assign prod", f"{MODEL}#prod"))
        _close(seen)
        assert len(set(made)) == 6
        _git_agrees(seen, registry, set(made), made[-1])
    assert [each["version"] for each in registry.history(MODEL)] == ["v1.0.0"] * 6


def _press(seen: Visit, button: str, tag: str) -> str:
    seen.dialog().get_by_role("button", name=button, exact=True).click()
    return _done(seen, tag)


def test_what_the_command_line_does_appears_by_itself(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = segmentation(tmp_path)
    empty_studio.add(registry.bare)
    with (
        visit(browser, empty_studio.address, pictures) as list_page,
        visit(browser, empty_studio.address, None) as page,
    ):
        list_page.open("/models").settled()
        list_page.link("Register").first.wait_for()
        page.open("/models").settled()
        page.link(MODEL).click()
        page.see("No version yet")
        marked = "() => { window.still = true }"
        page.page.evaluate(marked)
        list_page.page.evaluate(marked)

        registry.shell.gto("register", MODEL, "--version", "v1.0.0")
        registry.shell.gto("assign", MODEL, "--version", "v1.0.0", "--stage", "dev")
        registry.push()

        expect(page.page.get_by_role("heading", name="Version v1.0.0")).to_be_visible(timeout=PATIENCE_MS)
        expect(_stages(page).get_by_text("dev", exact=True)).to_be_visible()
        expect(page.page.locator(".timeline li")).to_have_count(2)
        expect(list_page.page.get_by_role("columnheader", name="dev")).to_be_visible(timeout=PATIENCE_MS)
        expect(list_page.link("v1.0.0").first).to_be_visible()
        # by itself: neither page was loaded again
        assert page.page.evaluate("() => window.still") is True
        assert list_page.page.evaluate("() => window.still") is True


def test_what_the_remote_refuses_is_said_and_changes_nothing(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = segmentation(tmp_path)
    repository = empty_studio.add(registry.bare)
    hook = registry.bare / "hooks" / "update"
    hook.write_text("#!/bin/sh\necho 'tags are protected here' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open(f"/models/{repository}/{MODEL}?do=register").settled()
        seen.dialog().get_by_role("button", name="Register v1.0.0").click()
        failed = seen.dialog().locator("[data-state=failed]")
        expect(failed).to_contain_text(re.compile("refused|protected|rejected"))
        seen.picture("dialog-failed-light-1440")
        seen.dialog().get_by_role("button", name="Close").last.click()
        # whoever closed the dialog is still told
        expect(seen.page.locator(".notes").get_by_text("Not done: registering v1.0.0")).to_be_visible()
        assert registry.tags() == set()
        expect(seen.page.locator(".timeline li")).to_have_count(0)


def _add_the_repository(seen: Visit, registry: Registry) -> None:
    seen.open("/projects").settled()
    seen.see("No project yet")
    seen.picture("projects-empty-light-1440")
    seen.link("Add a project").click()
    seen.dialog().get_by_label("URL or path").fill(str(registry.bare))
    seen.picture("projects-add-light-1440")
    seen.dialog().get_by_role("button", name="Add project").click()
    expect(seen.dialog().get_by_text(re.compile(r"Read\. 1 model"))).to_be_visible(timeout=PATIENCE_MS)
    seen.picture("projects-added-light-1440")
    seen.dialog().get_by_role("button", name="Done").click()
    expect(seen.dialog()).to_have_count(0)


def _open_the_model(seen: Visit) -> None:
    seen.link("Models").first.click()
    seen.link(MODEL).click()
    seen.see("No version yet")
    seen.see("Finds swimming pools in satellite images.")
    for label in ("computer vision", "segmentation", "resnet34", "pools"):
        expect(seen.page.get_by_text(label, exact=True).first).to_be_visible()
    seen.picture("model-without-version-light-1440")


def _done(seen: Visit, tag: str) -> str:
    """Wait until the page says that the remote has the tag; the tag's whole name."""
    made = seen.dialog().locator("[data-state=done] code.strong")
    expect(made).to_be_visible(timeout=PATIENCE_MS)
    name = made.inner_text()
    assert name == tag or name.startswith(f"{tag}#"), name
    expect(seen.dialog().get_by_text(f"Pushed tag {name} to origin.")).to_be_visible()
    return name


def _close(seen: Visit) -> None:
    seen.dialog().get_by_role("button", name="Done").click()
    expect(seen.dialog()).to_have_count(0)


def _stages(seen: Visit) -> Locator:
    return seen.page.get_by_role("region", name="Stages")


def _git_agrees(seen: Visit, registry: Registry, expected: set[str], newest: str) -> None:
    """The remote has these tags and no others, and our history is the page's."""
    assert registry.tags() == expected
    history = registry.history(MODEL)
    first = seen.page.locator(".timeline li").first
    expect(first.get_by_text(newest, exact=True)).to_be_visible(timeout=PATIENCE_MS)
    shown = seen.page.locator(".timeline li")
    said = [event["event"] for event in history]
    seen.becomes(lambda: shown.evaluate_all("items => items.map(item => item.dataset.event)"), said)
    assert {event["ref"] for event in history} == expected
    assert all(event["author"] == "Jane Doe" for event in history)
