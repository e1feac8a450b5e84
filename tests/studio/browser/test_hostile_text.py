"""What people write into commits, tags and files is shown as text, and as nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from studio.browser.chromium import Visit, visit
from studio.browser.registries import HOSTILE, hostile
from studio.browser.studios import Studio


@pytest.fixture
def seen(browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None) -> Iterator[Visit]:
    empty_studio.add(hostile(tmp_path).bare)
    with visit(browser, empty_studio.address, pictures) as open_page:
        yield open_page


def test_hostile_text_stays_text(seen: Visit, empty_studio: Studio) -> None:
    repository = empty_studio.ask("/api/repositories")[0]["id"]
    for path in (
        f"/models/{repository}/plain",
        f"/models/{repository}/plain?do=register",
        "/models?hide=%2Blabels&q=plain",
        "/activity?q=plain",
        f"/settings/repositories/{repository}",
    ):
        seen.open(path).settled()
        expect(seen.page.locator("main img, main script, [onerror], [onload]")).to_have_count(0)
        expect(seen.page.locator("a[href^='javascript:']")).to_have_count(0)
        assert seen.page.title() == "Studio"
    seen.open(f"/models/{repository}/plain").settled()
    seen.see(f"{HOSTILE} in a tag")
    seen.see("Mallory img src=x onerror=")  # git itself takes the brackets out of a name
    seen.see("[link](javascript:alert(1)) <script>document.title=2</script>")
    seen.picture("hostile-light-1440")


def test_hostile_addresses_lead_nowhere(seen: Visit, empty_studio: Studio) -> None:
    for path in (
        "/models/../../etc/passwd",
        "/models/x/%2e%2e%2f%2e%2e%2fetc",
        "/models/%00/x",
        '/models?q="><svg onload=1>',
    ):
        seen.open(path)
        expect(seen.page.locator("#main")).to_be_visible()
        assert seen.page.title() == "Studio"
    seen.open("/sign-in?to=//evil.example/")
    expect(seen.page.locator("#main")).to_be_visible()
    assert seen.page.url.startswith(empty_studio.address)
