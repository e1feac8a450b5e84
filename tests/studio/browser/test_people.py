"""People in the browser: signing in and out, tokens, an invite link, and what a viewer is not offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gto_studio.identity import accounts
from gto_studio.rules.access import Role
from gto_studio.settings import Settings
from gto_studio.store.owned import teams
from gto_studio.wiring import build
from studio.browser.chromium import Visit, visit
from studio.browser.registries import shop
from studio.browser.studios import Studio, a_studio
from studio.browser.trainings import trainings

PASSWORD = "correct horse battery"


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Studio]:
    """A Studio with accounts, of which Jane's is one."""
    parts = build(Settings(data=tmp_path, accounts=True))
    with parts.store.writing() as connection:
        jane = accounts.NewAccount("jane", "Jane Doe", "jane@example.com", PASSWORD, admin=True, vouched=True)
        vic = accounts.NewAccount("vic", "Vic Ray", "vic@example.com", PASSWORD, vouched=True)
        first, second = (accounts.add(connection, accounts.SERVER, one, parts.clock()) for one in (jane, vic))
        main = teams.first(connection, parts.clock())
        blue = teams.add(connection, slug="blue", name="Blue", now=parts.clock())
        for team in (main, blue):
            teams.set_role(connection, team.id, first.id, Role.ADMIN)
        teams.set_role(connection, main.id, second.id, Role.VIEWER)
    parts.close()
    with a_studio(tmp_path, GTO_STUDIO_ACCOUNTS="true", GTO_STUDIO_ALLOW_LOCAL_PATHS="true") as studio:
        yield studio


def sign_in(seen: Visit, name: str, password: str) -> None:
    seen.page.get_by_label("User name or e-mail").fill(name)
    seen.page.get_by_label("Password").fill(password)
    seen.button("Sign in").click()


def test_jane_signs_in_and_brings_joe_in(browser: Browser, closed: Studio, pictures: Path | None) -> None:
    with visit(browser, closed.address, pictures) as jane, visit(browser, closed.address, pictures) as joe:
        # whoever is not signed in is shown the door, and comes back to where they wanted to go
        jane.open("/settings/tokens").settled()
        jane.page.locator("main").get_by_role("link", name="Sign in").first.click()
        jane.page.wait_for_url(re.compile(r"/sign-in\?to="))
        jane.settled()
        assert jane.serious() == []
        jane.picture("sign-in-light-1440")
        sign_in(jane, "jane", "wrong")
        jane.see("The name or the password is wrong")
        sign_in(jane, "jane@example.com", PASSWORD)
        jane.page.wait_for_url(re.compile(r"/settings/tokens$"))

        jane.page.get_by_label("Name").fill("ci")
        jane.button("Make token").click()
        shown = jane.see(re.compile(r"^isat_[\w-]{48,}$")).text_content()
        assert shown
        jane.page.reload()
        jane.see(f"{shown[:9]}…")
        expect(jane.page.get_by_text(shown)).to_have_count(0)

        jane.open("/settings/teams/main").settled()
        jane.button("Make a link").click()
        link = jane.see(re.compile(r"^http://.+/join#[\w-]+$")).text_content()
        assert link

        joe.page.goto(link)
        joe.see("Jane Doe invites you as viewer")
        joe.settled()
        assert joe.serious() == []
        joe.picture("join-light-1440")
        joe.page.get_by_label("User name").fill("joe")
        joe.page.get_by_label("Name", exact=False).nth(1).fill("Joe")
        joe.page.get_by_label("E-mail").fill("joe@example.com")
        joe.page.get_by_label("Password").fill(PASSWORD)
        joe.button(re.compile("^Join")).click()
        joe.page.wait_for_url(re.compile(r"/models$"))
        joe.open("/settings/me").settled()
        joe.see("joe@example.com")
        joe.button(re.compile("everywhere", re.IGNORECASE)).click()
        joe.see("You are not signed in")
        joe.open("/models").settled()
        joe.see("You are not signed in")


def test_whose_session_ends_elsewhere_is_told_so_by_the_open_page(
    browser: Browser, closed: Studio, pictures: Path | None
) -> None:
    with visit(browser, closed.address, pictures) as jane:
        signed_in(jane, "jane")
        # a server that is away, and a proxy that says so: the page comes back to both
        for away in (lambda asked: asked.abort(), lambda asked: asked.fulfill(status=502)):
            jane.page.route("**/api/stream", away)
            jane.page.reload()
            jane.see("Not live")
            jane.page.unroute("**/api/stream")
            expect(jane.page.get_by_text("Not live")).to_have_count(0)
        jane.page.route("**/api/stream", lambda asked: asked.fulfill(status=401))
        jane.page.reload()
        jane.settled()
        ended = jane.page.evaluate("async () => (await fetch('/api/me/sessions', {method: 'DELETE'})).status")
        assert ended == 204
        jane.see("You are not signed in")


def signed_in(seen: Visit, name: str) -> Visit:
    seen.open("/sign-in").settled()
    sign_in(seen, name, PASSWORD)
    seen.page.wait_for_url(re.compile(r"/models$"))
    return seen.settled()


def test_a_tag_that_moved_is_seen_by_a_viewer_and_settled_by_an_editor(
    browser: Browser, closed: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = shop(tmp_path)
    with visit(browser, closed.address, pictures) as jane, visit(browser, closed.address, pictures) as vic:
        signed_in(jane, "jane").open("/projects?add=1").settled()
        dialog = jane.dialog()
        dialog.get_by_label("URL or path").fill(str(registry.bare))
        dialog.get_by_label("Team").select_option(label="Main")
        dialog.get_by_role("button", name="Add project").click()
        expect(dialog.get_by_text(re.compile(r"Read\. \d models"))).to_be_visible()

        # somebody forces a tag to another commit
        registry.shell.git("tag", "--force", "--annotate", "--message", "x", "churn@v1.1.0", "HEAD")
        registry.shell.git("push", "--quiet", "--force", "origin", "refs/tags/churn@v1.1.0")
        signed_in(vic, "vic").open("/activity").settled()
        vic.see("1 tag moved or vanished")
        vic.see("moved from object")
        expect(vic.button("Acknowledge")).to_be_disabled()
        assert vic.serious() == []
        vic.picture("activity-alarm-light-1440")

        # a viewer looks, and is told who may do more
        vic.open("/models").settled()
        vic.link("churn").first.click()
        expect(vic.page.get_by_role("heading", name="Version v2.0.0")).to_be_visible()
        expect(vic.link("Assign stage")).to_have_count(0)
        # the commit that lost its version to the moved tag is called by the beginning of its id
        expect(vic.page.get_by_role("region", name="Stages").get_by_text("prod", exact=True)).to_be_visible()
        expect(vic.page.get_by_text(re.compile("[0-9a-f]{40}"))).to_have_count(0)
        expect(vic.page.get_by_title(re.compile("Your role in the team, viewer, is not enough"))).to_be_visible()
        vic.picture("model-viewer-light-1440")
        vic.page.goto(vic.page.url.partition("?")[0] + "?do=register")
        expect(vic.dialog().get_by_text("You may look, not write")).to_be_visible()
        expect(vic.dialog().get_by_role("button", name=re.compile("^Register"))).to_be_disabled()
        vic.picture("dialog-viewer-light-1440")
        repository = vic.page.url.partition("/models/")[2].partition("/")[0]
        vic.open(f"/settings/repositories/{repository}").settled()
        vic.see("You may look, not write")
        vic.see("Admins of the team do that.")
        expect(vic.page.get_by_role("textbox", name=re.compile("Name|Password"))).to_have_count(0)
        expect(vic.button(re.compile("^(Save|Keep these|Remove shop-models)$"))).to_have_count(0)
        expect(vic.page.get_by_role("alert")).to_have_count(0)
        vic.picture("settings-repository-viewer-light-1440")
        vic.open("/settings/people").settled()
        vic.see("People: not for you to change")
        expect(vic.button("Add person")).to_have_count(0)

        jane.open("/activity").settled()
        jane.button("Acknowledge").click()
        jane.see("No open alarm")
        jane.see("1 acknowledged alarm").click()
        jane.see("acknowledged by Jane Doe")


def test_a_viewer_of_experiments_is_told_who_may_do_more(
    browser: Browser, closed: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    made = trainings(tmp_path / "lab")
    with visit(browser, closed.address, pictures) as jane, visit(browser, closed.address, pictures) as vic:
        signed_in(jane, "jane").open("/projects?add=1").settled()
        dialog = jane.dialog()
        dialog.get_by_label("URL or path").fill(str(made.bare))
        dialog.get_by_label("Team").select_option(label="Main")
        dialog.get_by_role("button", name="Add project").click()
        expect(dialog.get_by_text(re.compile(r"^Read\."))).to_be_visible()

        signed_in(vic, "vic").open("/projects").settled()
        vic.link("trainings").first.click()
        row = vic.page.get_by_role("row").filter(has_text="[outer-mobs]")
        expect(row).to_be_visible()
        expect(vic.page.get_by_title(re.compile("It takes the role editor"))).to_be_visible()
        expect(vic.page.get_by_role("button", name="Run", exact=True)).to_have_count(0)
        # what is shown can be changed for oneself, and is not kept
        vic.button("Delta").click()
        vic.see("Changed view")
        expect(vic.page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
        vic.button("View").click()
        item = vic.page.get_by_role("menuitem", name="Editors and admins of the team save views")
        expect(item).to_be_disabled()
        vic.picture("experiments-viewer-light-1440")
        assert vic.serious() == []
        vic.page.keyboard.press("Escape")
        row.hover()
        row.get_by_role("button", name="Actions for outer-mobs").click()
        expect(vic.page.get_by_role("menuitem", name="Set as the baseline")).to_be_visible()
        for name in ("Run from here…", "Create a branch…", "Open a pull request…", "Delete this experiment…"):
            expect(vic.page.get_by_role("menuitem", name=name)).to_have_count(0)
        # and a link to a form that writes says the same
        vic.page.goto(vic.page.url.partition("?")[0] + f"?ask=run&about={made.head}")
        expect(vic.dialog().get_by_text("You may look, not write")).to_be_visible()
        expect(vic.dialog().get_by_text("An admin of the team can give you that role")).to_be_visible()
        vic.picture("run-viewer-light-1440")
        assert vic.serious() == []


def test_teams_are_places_of_their_own(browser: Browser, closed: Studio, tmp_path: Path, pictures: Path | None) -> None:
    registry = shop(tmp_path)
    with visit(browser, closed.address, pictures) as jane:
        signed_in(jane, "jane").open("/projects?add=1").settled()
        dialog = jane.dialog()
        dialog.get_by_label("URL or path").fill(str(registry.bare))
        dialog.get_by_label("Team").select_option(label="Blue")
        dialog.get_by_role("button", name="Add project").click()
        expect(dialog.get_by_text(re.compile(r"Read\. \d models"))).to_be_visible()

        for team, count in (("Main", 0), ("Blue", 1)):
            jane.open("/models").settled()
            jane.button("Team").click()
            jane.page.get_by_role("menuitem", name=team).click()
            jane.page.wait_for_url(re.compile(f"team={team.lower()}"))
            expect(jane.link("churn")).to_have_count(count)
            jane.link("Projects").first.click()  # the choice stays from page to page
            jane.page.wait_for_url(re.compile(f"/projects\\?team={team.lower()}"))
            expect(jane.page.get_by_role("link", name="shop-models")).to_have_count(count)
        jane.picture("projects-of-a-team-light-1440")

        for name, path in (("people", "/settings/people"), ("team", "/settings/teams/blue")):
            jane.open(path).settled()
            jane.see("Vic Ray" if name == "people" else "Jane Doe")
            assert jane.serious() == []
            jane.picture(f"settings-{name}-light-1440")
