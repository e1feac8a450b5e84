"""Everything without a mouse."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import expect

from studio.browser.chromium import Visit


def focused(seen: Visit) -> str:
    return str(seen.page.evaluate("() => document.activeElement.textContent || document.activeElement.ariaLabel || ''"))


def lead(seen: Visit, keys: str, heading: str) -> None:
    """Two keys belong together if the second one follows soon: on a machine that is busy with other things it may come
    late, and one types them again."""
    there = seen.page.get_by_role("heading", name=heading, level=1)
    for _ in range(6):
        seen.page.keyboard.type(keys)
        with suppress(AssertionError):
            expect(there).to_be_visible(timeout=15_000)
            return
    raise AssertionError(keys)


def test_keys_lead_from_page_to_page(seen: Visit) -> None:
    seen.open("/models").settled()
    for keys, heading in (("gp", "Projects"), ("ga", "Activity"), ("gs", "Settings"), ("gm", "Models")):
        lead(seen, keys, heading)
    seen.page.keyboard.press("?")
    expect(seen.dialog().get_by_role("heading", name="Keys")).to_be_visible()
    seen.picture("keys-light-1440")
    seen.page.keyboard.press("Escape")
    expect(seen.dialog()).to_have_count(0)


def test_search_filters_as_one_types_and_is_in_the_address(seen: Visit) -> None:
    seen.open("/models").settled()
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("chu")
    expect(seen.link("basket")).to_have_count(0)
    expect(seen.link("churn").first).to_be_visible()
    seen.at("q=chu")
    # keys are letters while one types
    seen.page.keyboard.type(" gp?")
    assert "/models" in seen.page.url
    expect(seen.dialog()).to_have_count(0)


def test_arrows_move_in_the_table(seen: Visit) -> None:
    seen.open("/models?sort=name").settled()
    seen.link("basket").first.focus()
    seen.page.keyboard.press("ArrowDown")
    seen.page.wait_for_function("() => document.activeElement.textContent === 'churn'")
    seen.page.keyboard.press("ArrowUp")
    seen.page.wait_for_function("() => document.activeElement.textContent === 'basket'")
    seen.page.keyboard.press("End")
    seen.page.wait_for_function("() => document.activeElement.textContent === 'pool-segmentation'")
    seen.page.keyboard.press("Enter")
    expect(seen.page.get_by_role("heading", name="pool-segmentation")).to_be_visible()


def test_a_dialog_holds_the_focus_and_gives_it_back(seen: Visit) -> None:
    seen.open("/models").settled()
    button = seen.button("Actions on churn")
    button.focus()
    seen.page.keyboard.press("Enter")
    expect(seen.page.get_by_role("menuitem", name="Register a version…", exact=True)).to_be_focused()
    seen.page.keyboard.press("Enter")
    expect(seen.dialog()).to_be_visible()
    expect(seen.dialog().locator(".planned[aria-busy=false]")).to_be_visible()  # what has the focus stays
    for _ in range(25):
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("() => !!document.activeElement.closest('[role=dialog], [role=listbox]')"), focused(
            seen
        )
    seen.at("do=register")
    seen.page.keyboard.press("Escape")
    if seen.dialog().count():
        seen.page.keyboard.press("Escape")  # the first one closed a list
    expect(seen.dialog()).to_have_count(0)
    seen.no_longer_at("do=")
    expect(button).to_be_focused()


def test_a_change_is_asked_for_without_a_mouse(seen: Visit) -> None:
    """As far as the button: the registries of this Studio are for looking only."""
    seen.open("/models").settled()
    seen.link("churn").first.focus()
    seen.page.keyboard.press("Enter")
    seen.link("Register version").focus()
    seen.page.keyboard.press("Enter")
    dialog = seen.dialog()
    expect(dialog.get_by_label("Version", exact=True)).to_have_value("v2.0.1")
    dialog.get_by_role("button", name=re.compile("major")).focus()
    seen.page.keyboard.press("Enter")
    expect(dialog.get_by_label("Version", exact=True)).to_have_value("v3.0.0")
    expect(dialog.get_by_text("· carries")).to_be_visible()
    expect(dialog.locator(".planned").get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_role("button", name="Register v3.0.0")).to_be_disabled()
    seen.picture("dialog-register-refused-light-1440")
