"""A forge connected in the settings, and a project picked from its list; then the token is revoked, and replaced."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from servers.apps import PRIVATE_KEY, PUBLIC_KEY
from servers.forge import Forge
from studio.browser.chromium import visit
from studio.browser.studios import Studio


def test_from_a_token_to_a_project_and_when_the_token_is_revoked(
    browser: Browser, empty_studio: Studio, forge: Forge, pictures: Path | None
) -> None:
    forge.repository("team/models", private=True, jo="write").commit("main", {"readme": "models\n"})
    forge.repository("jo/notes").commit("main", {"readme": "notes\n"})
    token = forge.token("jo")
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open("/settings/git-connections").settled()
        seen.see("No connection yet")
        page = seen.page
        page.get_by_label("Forge", exact=True).select_option("gitea")
        page.get_by_label("Address", exact=True).fill(forge.address)
        page.get_by_label("Access token").fill(token)
        seen.picture("git-connections-none")
        seen.button("Connect").click()
        seen.see("Works,")
        expect(page.get_by_text("As jo, only for you")).to_be_visible()
        assert seen.serious() == []
        seen.picture("git-connections")

        seen.open("/projects?add=1").settled()
        field = seen.dialog().get_by_role("combobox", name="Repository")
        field.fill("MODELS")
        page.get_by_role("option", name="team/models").click()
        seen.picture("add-from-a-connection")
        seen.button("Add project").click()
        expect(seen.dialog().get_by_text("Read. No models in it yet.")).to_be_visible()

        (repository,) = empty_studio.ask("/api/repositories")
        seen.open(f"/settings/repositories/{repository['id']}").settled()
        expect(page.get_by_text("You push by your own Git connection, as jo.")).to_be_visible()
        seen.picture("repository-by-a-connection")

        forge.expire(token)
        seen.open("/settings/git-connections").settled()
        seen.button("Test").click()
        seen.see("does not take the token")
        seen.picture("git-connections-refused")
        seen.button("Reconnect").click()
        page.get_by_label("New token").fill(forge.token("jo"))
        seen.button("Save and test").click()
        seen.see("Works,")
        expect(page.get_by_text("does not take the token")).to_have_count(0)

        seen.button("Disconnect").click()
        seen.dialog().get_by_role("button", name="Disconnect").click()
        seen.see("No connection yet")
        assert not seen.overflows()
        assert seen.complaints == []


def test_an_app_in_the_place_of_a_token(
    browser: Browser, empty_studio: Studio, forge: Forge, pictures: Path | None
) -> None:
    forge.repository("acme/models", private=True, bot="write").commit("main", {"readme": "models\n"})
    may = {"contents": "write", "metadata": "read", "pull_requests": "write", "checks": "read"}
    there = forge.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **may)
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open("/settings/git-connections").settled()
        page = seen.page
        page.get_by_label("an app", exact=True).check()
        page.get_by_label("Address", exact=True).fill(forge.address)
        page.get_by_label("Organisation or account").fill("acme")
        form = page.get_by_role("link", name="Make the app at GitHub").get_attribute("href") or ""
        assert form.startswith(f"{forge.address}/organizations/acme/settings/apps/new?name=gto-studio-acme&")
        page.get_by_label("App ID").fill("4711")
        page.get_by_label("Private key").fill(PUBLIC_KEY)
        seen.button("Connect").click()
        expect(page.get_by_text("this is a public key")).to_be_visible()
        assert seen.serious() == []
        seen.picture("git-connections-app-wrong-key")
        page.get_by_label("Private key").fill(PRIVATE_KEY)
        seen.button("Connect").click()
        seen.see("Works,")
        expect(page.get_by_text("As bot-app[bot], app 4711 installed for acme")).to_be_visible()
        expect(page.get_by_text("The app lacks Commit statuses: write, Webhooks: write")).to_be_visible()
        assert seen.serious() == []
        seen.picture("git-connections-app")

        forge.hosting.suspend(there)
        seen.button("Test").click()
        seen.see("This installation has been suspended")
        seen.button("New key").click()
        seen.picture("git-connections-app-suspended")
        assert not seen.overflows()
        assert [one for one in seen.complaints if "422" not in one] == []


def test_the_page_on_a_narrow_dark_screen(browser: Browser, empty_studio: Studio, pictures: Path | None) -> None:
    with visit(browser, empty_studio.address, pictures, dark=True, narrow=True) as seen:
        seen.open("/settings/git-connections").settled()
        seen.see("No connection yet")
        seen.page.get_by_label("an app", exact=True).check()
        assert not seen.overflows()
        assert seen.serious() == []
        seen.picture("git-connections-narrow-dark")
