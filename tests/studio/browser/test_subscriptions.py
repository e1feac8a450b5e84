"""A subscription in the browser: added, tried, told of a tag that somebody pushes, and given a new secret."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from gto.workflows import FORGES, text_for
from servers.receiver import receiving
from studio.browser.chromium import visit
from studio.browser.registries import shop
from studio.browser.studios import Studio


def test_jane_lets_a_receiver_hear_of_assignments(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    made = shop(tmp_path)
    empty_studio.add(made.bare)
    with receiving() as receiver, visit(browser, empty_studio.address, pictures) as seen:
        page = seen.open("/settings/subscriptions").settled().page
        seen.see("None yet.")
        page.get_by_label("Name").fill("deploy")
        page.get_by_label("Address").fill(receiver.url)
        for says in ("a version is registered", "taken from", "taken back", "deprecated"):
            page.get_by_label(says).uncheck()
        page.get_by_label("Of these artifacts only").fill("churn, cv-*")
        page.get_by_label("these stages only").fill("prod")
        seen.button("Add subscription").click()
        seen.see("deploy is told from now on")
        secret = page.locator(".note-box .command pre").inner_text()
        assert secret.startswith("whsec_")
        receiver.secrets = [secret]
        seen.see("assigned of churn, cv-*; stages: prod")
        assert seen.serious() == []
        seen.picture("subscriptions-light-1440")

        seen.link("Send a test, and see what arrives").click()
        receiver.answers = [(503, {"Retry-After": "3600"}, b"not yet awake")]
        seen.button("Send a test").click()
        assert receiver.first("ping").proved == [secret]
        log = page.get_by_role("list", name="Dispatches")
        expect(log).to_contain_text("It answers 503")
        seen.see("Nothing was taken since")
        log.locator("summary").first.click()
        expect(log).to_contain_text("not yet awake")
        seen.picture("subscription-failing-light-1440")
        seen.button("Send it now").click()
        expect(log.locator("summary").first).to_contain_text("taken")

        made.shell.gto("assign", "churn", "--version", "v2.0.0", "--stage", "staging")
        made.shell.gto("assign", "churn", "--version", "v2.0.0", "--stage", "prod")
        made.push()
        told = receiver.first("artifact.assigned").said["data"]
        assert told["stage"] == "prod"
        expect(log.locator("summary").first).to_contain_text(told["tag"])
        assert seen.serious() == []
        assert not seen.overflows()
        seen.picture("subscription-light-1440")

        seen.button("New secret").click()
        seen.see("It is not shown again")
        seen.button("Turn off").click()
        seen.see("Events are not told while it is off")
        seen.button("Turn on").click()
        expect(seen.button("Turn off")).to_be_visible()
        page.get_by_label("Of these artifacts only").fill("")
        seen.button("Save").click()
        seen.see("Saved.")
        seen.button("Remove deploy").click()
        seen.dialog().get_by_role("button", name="Remove deploy").click()
        seen.see("None yet.")


def test_the_workflows_for_ci_are_copied_from_the_model_and_from_the_repository(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    repository = empty_studio.add(shop(tmp_path).bare)
    with visit(browser, empty_studio.address, pictures) as seen:
        page = seen.open(f"/models/{repository}/churn").settled().page
        seen.see("Act on it in CI").click()
        seen.see("No file of this repository acts on tags yet.")
        seen.see(".github/workflows/gto.yml")
        page.get_by_label("Forge").select_option("gitlab")
        seen.see(".gitlab-ci.yml")
        seen.button("Copy workflow").click()
        file = text_for(FORGES["gitlab"]).rstrip()
        seen.becomes(lambda: page.evaluate("() => navigator.clipboard.readText()"), file)
        page.get_by_label("Workflow that", exact=True).select_option("training")
        seen.see("gto ci init --train --forge gitlab")
        seen.see(f"DVC_STUDIO_URL={empty_studio.address}")
        assert seen.serious() == []
        seen.picture("model-ci-light-1440")
        seen.open(f"/settings/repositories/{repository}").settled()
        page.get_by_label("Forge").select_option("azure")
        seen.see("In Azure Pipelines, make a pipeline of this file.")
    with visit(browser, empty_studio.address, pictures, dark=True, narrow=True) as seen:
        seen.open(f"/models/{repository}/churn").settled()
        seen.see("Act on it in CI").click()
        seen.see(".github/workflows/gto.yml").scroll_into_view_if_needed()
        assert not seen.overflows()
        seen.picture("model-ci-dark-390")


def test_on_a_phone_and_in_the_dark(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    team = empty_studio.ask("/api/me")["teams"][0]["id"]
    body = {"name": "deploy", "url": "http://127.0.0.1:9/a/rather/long/address/that/does/not/fit?on=a&small=screen"}
    made = empty_studio.ask(f"/api/teams/{team}/subscriptions", body)
    for path in ("", f"/{made['id']}"):
        with visit(browser, empty_studio.address, pictures, dark=True, narrow=True) as seen:
            seen.open(f"/settings/subscriptions{path}").settled()
            seen.see("deploy")
            assert seen.serious() == []
            assert not seen.overflows()
            seen.picture(f"subscription{'' if path else 's'}-dark-390")
