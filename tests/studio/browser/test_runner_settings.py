"""Somebody lets runners run the queued experiments of a project, in its settings."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from studio.browser.chromium import visit
from studio.browser.registries import a_registry
from studio.browser.studios import Studio


def test_runners_are_let_in_by_the_settings(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    made = a_registry(tmp_path, "shop")
    made.shell.commit("Start")
    made.push()
    empty_studio.add(made.bare)

    def stands() -> object:
        return empty_studio.ask("/api/projects")[0]["runner"]

    assert stands() == {"enabled": False, "command": None, "time_limit": None}
    for dark, narrow in ((False, False), (True, True)):
        with visit(browser, empty_studio.address, pictures, dark=dark, narrow=narrow) as seen:
            seen.open("/projects").settled()
            seen.button("Actions on shop").click()
            seen.page.get_by_role("menuitem", name="Settings…").click()
            dialog = seen.dialog()
            if not dark:
                dialog.get_by_label("Run queued experiments").check()
                dialog.get_by_label("Command").fill("make train")
                dialog.get_by_label("Time limit in minutes").fill("90")
            else:
                expect(dialog.get_by_label("Command")).to_have_value("make train")
                dialog.get_by_label("Run queued experiments").uncheck()
                dialog.get_by_label("Command").fill("")
            seen.picture("runner-settings-dark-390" if dark else "runner-settings-light-1440")
            assert seen.serious() == []
            assert not seen.overflows()
            dialog.get_by_role("button", name="Save").click()
            expect(dialog).to_have_count(0)
        if not dark:
            assert stands() == {"enabled": True, "command": "make train", "time_limit": 5_400.0}
    assert stands() == {"enabled": False, "command": None, "time_limit": 5_400.0}
