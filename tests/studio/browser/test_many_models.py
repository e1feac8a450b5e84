"""A thousand models: the document has the rows in view and no others, and keys and search reach all of them."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import expect

from studio.browser.chromium import NARROW, WIDE, Visit

MANY = 1000


def a_model(number: int) -> dict[str, Any]:
    """As `/api/models` has it."""
    return {
        "name": f"model-{number:04}",
        "repository": f"R{number // 10}",
        "repository_name": f"team/repository-{number // 10}",
        "repository_url": "https://git.example.com/team/repository.git",
        "web_url": None,
        "forge": "git",
        "latest": f"v1.{number % 9}.0",
        "stages": {},
        "assignments": {},
        "usable_stages": ["dev", "prod"],
        "type": "model",
        "labels": [],
        "description": "",
        "active": True,
        "registered": True,
        "last_registered_at": "2026-03-01T09:00:00+00:00",
        "last_assigned_at": None,
        "running": [],
        "may_write": True,
    }


def test_a_thousand_models_cost_no_more_than_a_screen_of_them(seen: Visit) -> None:
    body = json.dumps([a_model(number) for number in range(MANY)])
    seen.page.route("**/api/models?*", lambda route: route.fulfill(body=body, content_type="application/json"))
    seen.open("/models?sort=name").settled()
    first = seen.page.get_by_role("link", name="model-0000", exact=True)
    expect(first).to_be_visible()
    assert seen.page.locator("tbody tr[data-row]").count() < 100
    expect(seen.page.get_by_role("table")).to_have_attribute("aria-rowcount", str(MANY + 1))
    first.focus()
    seen.page.keyboard.press("End")
    seen.page.wait_for_function("() => document.activeElement.textContent === 'model-0999'")
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("0123")
    expect(seen.page.locator("tbody tr[data-row]")).to_have_count(1)
    seen.page.unroute_all(behavior="ignoreErrors")


def test_on_a_telephone_each_model_says_all_of_itself_within_the_width(seen: Visit) -> None:
    assigned = {
        "stage": "prod",
        "version": "v1.0.0",
        "counter": 1,
        "tag": "model-0000#prod#1",
        "author": "Jane Doe",
        "author_email": "jane@example.com",
        "at": "2026-03-01T09:00:00+00:00",
        "message": "",
        "commit": "a" * 40,
    }
    models = [a_model(number) for number in range(MANY)]
    models[0] |= {"stages": {"prod": ["v1.0.0"]}, "assignments": {"prod": assigned}}
    seen.page.route(
        "**/api/models?*", lambda route: route.fulfill(body=json.dumps(models), content_type="application/json")
    )
    seen.page.set_viewport_size(NARROW)
    seen.open("/models?sort=name").settled()
    cards = seen.page.get_by_role("list", name="Models").get_by_role("listitem")
    expect(cards.first).to_contain_text("v1.0.0")
    expect(cards.first.get_by_role("link", name="prod v1.0.0")).to_be_in_viewport(ratio=1)
    expect(cards.first.get_by_text("team/repository-0")).to_be_in_viewport(ratio=1)
    expect(seen.page.get_by_role("table")).to_have_count(0)
    assert cards.count() < 100
    assert not seen.overflows()
    assert seen.serious() == []
    cards.first.get_by_role("link", name="model-0000", exact=True).focus()
    seen.page.keyboard.press("ArrowDown")
    expect(seen.page.get_by_role("link", name="model-0001", exact=True)).to_be_focused()
    seen.page.set_viewport_size(WIDE)
    expect(seen.page.get_by_role("table")).to_be_visible()
    seen.page.unroute_all(behavior="ignoreErrors")
