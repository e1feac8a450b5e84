"""A browser with a person in front of it: pages opened, looked at, and kept as pictures."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

PROGRAM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
#: How long anything on a page may take on a busy machine.
PATIENCE_MS = 120_000

expect.set_options(timeout=PATIENCE_MS)

WEB = Path(__file__).parents[3] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)


@dataclass
class Visit:
    """One page. Whatever its console complains about is remembered."""

    page: Page
    base: str
    pictures: Path | None
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", lambda said: self._heard(said.type, said.text))

    def _heard(self, kind: str, text: str) -> None:
        # A refusal by the server is an answer; the browser calls every one of them a failure to load.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(f"{kind}: {text}")

    def open(self, path: str) -> Visit:
        self.page.goto(self.base.rstrip("/") + path)
        return self

    def settled(self) -> Visit:
        """Wait until no skeleton is left."""
        expect(self.page.locator("main, .door").first).to_be_visible()
        expect(self.page.locator(".skeleton")).to_have_count(0)
        return self

    def see(self, text: str | re.Pattern[str]) -> Locator:
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    def at(self, part: str) -> None:
        """Wait until this is in the address: a page may write it there after it has drawn itself."""
        self.page.wait_for_url(lambda url: part in url)

    def no_longer_at(self, part: str) -> None:
        self.page.wait_for_url(lambda url: part not in url)

    def becomes(self, what: Callable[[], object], wanted: object) -> None:
        """Wait until something on the page is as wanted."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while (found := what()) != wanted and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
        assert found == wanted

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("link", name=name)

    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def picture(self, name: str, of: Locator | None = None) -> None:
        """Keep what is seen, or this part of it, if somebody asked for pictures."""
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            (of or self.page).screenshot(path=self.pictures / f"{name}.png", animations="disabled")

    def serious(self) -> list[str]:
        """What axe calls serious or critical, a line each."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        )
        return [
            f"{each['id']}: {node['html'][:200]} {json.dumps(node['any'][:1])[:300]}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    def overflows(self) -> bool:
        """Whether the page as a whole scrolls sideways."""
        return bool(
            self.page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")
        )

    def sinks(self) -> bool:
        """Whether the page as a whole scrolls downwards: what fills the window by itself never does."""
        return bool(
            self.page.evaluate("() => document.documentElement.scrollHeight > document.documentElement.clientHeight")
        )


@contextmanager
def visit(
    browser: Browser, base: str, pictures: Path | None, *, dark: bool = False, narrow: bool = False
) -> Iterator[Visit]:
    """A browser window of its own, with nothing remembered. Its console must not have complained by the end."""
    context = browser.new_context(
        viewport=NARROW if narrow else WIDE,
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    try:
        seen = Visit(context.new_page(), base, pictures)
        yield seen
        assert seen.complaints == []
    finally:
        context.close()
