"""Every page, light and dark, wide and narrow: it opens, nobody is shut out, and nothing complains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from shell import GTO, Shell
from studio.browser.chromium import Visit, visit
from studio.browser.studios import Studio, a_studio

LOOKS = [
    pytest.param(False, False, id="light-1440"),
    pytest.param(True, False, id="dark-1440"),
    pytest.param(False, True, id="light-390"),
    pytest.param(True, True, id="dark-390"),
]

#: Pages by the name of their picture. `{shop}` is the id of that repository, `{project}` one of its projects.
PAGES = {
    "models": "/models",
    "models-filtered": "/models?stage=prod&deprecated=1&type=*&hide=%2Blabels&hide=%2Btype&sort=name",
    "models-nothing": "/models?q=nothing+like+it",
    "model": "/models/{shop}/churn",
    "model-older-version": "/models/{shop}/churn@v1.0.0",
    "model-as-of": "/models/{shop}/churn?at=2026-03-01",
    "model-compare": "/models/{shop}/churn?compare=v1.0.0...v2.0.0",
    "model-not-there": "/models/{shop}/nobody",
    "dialog-register": "/models/{shop}/churn?do=register",
    "dialog-assign": "/models/{shop}/churn?do=assign&to=prod&of=v2.0.0",
    "dialog-unassign": "/models/{shop}/churn?do=unassign&to=prod",
    "dialog-refused": "/models/{shop}/churn?do=assign&to=dev&of=v2.0.0",
    "dialog-deprecate": "/models/{shop}/churn?do=deprecate",
    "projects": "/projects",
    "project": "/projects/{project}",
    "project-settings": "/projects?settings={project}",
    "activity": "/activity",
    "activity-filtered": "/activity?event=assignment&person=Sam",
    "settings-me": "/settings/me",
    "settings-tokens": "/settings/tokens",
    "settings-repositories": "/settings/repositories",
    "settings-repository": "/settings/repositories/{shop}",
    "settings-teams": "/settings/teams",
    "settings-audit": "/settings/audit",
    "no-such-page": "/nowhere",
}


def places(studio: Studio) -> dict[str, str]:
    shop = next(each["id"] for each in studio.ask("/api/repositories") if "shop" in each["name"])
    project = next(each["id"] for each in studio.ask("/api/projects") if each["repository"] == shop)
    return {"shop": shop, "project": project}


@pytest.mark.parametrize(("dark", "narrow"), LOOKS)
def test_every_page_opens_for_everybody(
    browser: Browser, studio: Studio, pictures: Path | None, dark: bool, narrow: bool
) -> None:
    look = f"{'dark' if dark else 'light'}-{390 if narrow else 1440}"
    known = places(studio)
    with visit(browser, studio.address, pictures, dark=dark, narrow=narrow) as seen:
        serious, sideways = {}, []
        for name, path in PAGES.items():
            seen.open(path.format(**known)).settled()
            if name.startswith("dialog"):
                expect(seen.page.locator(".planned[aria-busy=false]")).to_be_visible()
                seen.picture(f"{name}-alone-{look}", of=seen.page.locator(".modal"))
            seen.picture(f"{name}-{look}")
            # what axe looks at does not depend on the width
            if not narrow and (found := seen.serious()):
                serious[name] = found
            if seen.overflows():
                sideways.append(name)
        assert serious == {}, serious
        assert sideways == []


def test_the_door_of_a_server_with_accounts(browser: Browser, tmp_path: Path, pictures: Path | None) -> None:
    data = tmp_path / "studio"
    Shell(tmp_path).run(
        *(GTO, "studio", "users", "add", "jane", "--admin", "--full-name", "Jane Doe", "--email", "jane@example.com"),
        *("--password-stdin", "--data", data),
        stdin="a long enough password\n",
    )
    with a_studio(data, GTO_STUDIO_ACCOUNTS="true", GTO_STUDIO_WORKERS="0") as studio:
        for dark in (False, True):
            with visit(browser, studio.address, pictures, dark=dark) as seen:
                seen.open("/models").settled()
                seen.link("Sign in").first.click()
                expect(seen.page.get_by_role("heading", name="Sign in")).to_be_visible()
                seen.picture(f"sign-in-{'dark' if dark else 'light'}-1440")
                assert seen.serious() == []
                seen.page.get_by_label("User name or e-mail").fill("nobody")
                seen.page.get_by_label("Password").fill("wrong password")
                seen.button("Sign in").click()
                expect(seen.page.get_by_role("alert")).to_be_visible()
                seen.at("/sign-in?to=%2Fmodels")
                seen.page.get_by_label("Password").fill("a long enough password")
                seen.page.get_by_label("User name or e-mail").fill("jane")
                seen.button("Sign in").click()
                expect(seen.page.get_by_role("heading", name="Models")).to_be_visible()
                expect(seen.button(re.compile("Jane Doe"))).to_be_visible()


def test_a_server_that_is_gone_is_said_to_be_gone(seen: Visit) -> None:
    seen.page.route("**/api/**", lambda route: route.abort())
    seen.open("/models")
    seen.see("The server does not answer.")
    expect(seen.button("Try again")).to_be_visible()
    seen.picture("models-unreachable-light-1440")
    seen.page.unroute_all()
    seen.button("Try again").click()
    expect(seen.link("churn").first).to_be_visible()
    seen.complaints.clear()  # the browser itself says that requests failed, as they should


def test_a_page_s_script_comes_with_the_page_and_not_before(seen: Visit) -> None:
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    seen.open("/models").settled()
    assert not [name for name in asked if name.startswith(("Settings", "Activity", "Project"))]
    seen.page.route("**/assets/Activity-*.js", lambda route: route.abort())
    seen.link("Activity").click()
    seen.see("This page could not be loaded")
    expect(seen.link("Projects")).to_be_visible()
    seen.picture("not-loaded-light-1440")
    seen.page.unroute_all()
    seen.button("Reload").click()
    seen.settled()
    expect(seen.page.get_by_role("heading", name="Activity")).to_be_visible()
    seen.complaints.clear()  # the browser itself says that a script was missing, as it was


def test_waiting_has_the_shape_of_what_comes(seen: Visit) -> None:
    seen.page.route("**/api/models?*", lambda route: None)
    seen.open("/models")
    expect(seen.page.get_by_role("status", name="Loading models")).to_be_visible()
    seen.picture("models-loading-light-1440")
    seen.page.unroute_all(behavior="ignoreErrors")


def test_a_long_parameter_stays_within_a_narrow_page(browser: Browser, studio: Studio) -> None:
    def longer(route: Route) -> None:
        answer = route.fetch()
        said = answer.json()
        if isinstance(said, dict) and "params" in said:
            said["params"] = {"params.yaml": {"train": {"features": ["months", "visits", "complaints"] * 9}}}
        route.fulfill(response=answer, json=said)

    with visit(browser, studio.address, None, narrow=True) as seen:
        seen.page.route("**/version?*", longer)
        seen.open(PAGES["model"].format(**places(studio))).settled()
        name = seen.page.get_by_role("rowheader", name="train.features")
        expect(name).to_be_visible()
        box = name.bounding_box()
        assert box is not None
        assert box["width"] > 90
        assert not seen.overflows()
        seen.page.unroute_all(behavior="ignoreErrors")
