"""What people write into commits, tags and files is shown as text, and as nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from studio.browser.chromium import Visit, visit
from studio.browser.registries import HOSTILE, a_registry, hostile
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


def test_a_description_is_markdown(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    made = a_registry(tmp_path, "described")
    made.shell.commit("Describe", files={"dvc.yaml": CARD})
    made.shell.at(5).gto("register", "churn", "--version", "v1.0.0")
    made.push()
    id = empty_studio.add(made.bare)
    for dark in (False, True):
        with visit(browser, empty_studio.address, pictures, dark=dark) as seen:
            seen.open(f"/models/{id}/churn").settled()
            prose = seen.page.locator(".prose")
            expect(prose.get_by_role("heading", name="Churn, monthly")).to_be_visible()
            expect(prose.get_by_role("listitem")).to_have_count(2)
            expect(prose.get_by_role("link", name="the paper")).to_have_attribute(
                "rel", "nofollow noopener noreferrer ugc"
            )
            expect(prose.locator("img")).to_have_count(0)
            assert seen.serious() == []
            seen.picture(f"model-described-{'dark' if dark else 'light'}-1440")


CARD = """\
artifacts:
  churn:
    path: churn.pkl
    type: model
    desc: |
      # Churn, monthly

      Who is about to **leave**, see [the paper](https://example.com/paper).

      - trained on `customers.parquet`
      - reviewed by *Sam*

      | slice | recall |
      | --- | --- |
      | new customers | 0.71 |
      | all | 0.83 |

      ```sh
      gto show churn@latest
      ```

      ![curve](https://example.com/curve.png)
"""


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
