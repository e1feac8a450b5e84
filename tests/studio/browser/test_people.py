"""People in the browser: signing in and out, tokens, an invite link, and what a viewer is not offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gto_studio.identity import accounts
from gto_studio.settings import Settings
from gto_studio.wiring import build
from studio.browser.chromium import Visit, visit
from studio.browser.studios import Studio, a_studio

PASSWORD = "correct horse battery"


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Studio]:
    """A Studio with accounts, of which Jane's is one."""
    parts = build(Settings(data=tmp_path, accounts=True))
    with parts.store.writing() as connection:
        jane = accounts.NewAccount("jane", "Jane Doe", "jane@example.com", PASSWORD, admin=True, vouched=True)
        accounts.add(connection, accounts.SERVER, jane, parts.clock())
    parts.close()
    with a_studio(tmp_path, GTO_STUDIO_ACCOUNTS="true") as studio:
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
        joe.open("/models").settled()
        joe.see("You are not signed in")
