"""Metrics that are pushed to the data remote after their commit: an open table shows them as they come."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from servers.files_over_http import served
from studio.browser.chromium import visit
from studio.browser.registries import a_registry
from studio.browser.studios import a_studio

TEXT = '{"auc": 0.875}'
HASH = hashlib.md5(TEXT.encode()).hexdigest()


def test_a_reload_asks_the_data_remote_at_once(browser: Browser, pictures: Path | None, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    registry = a_registry(tmp_path, "late")
    with served(data) as url, a_studio(tmp_path / "studio") as studio:
        registry.shell.commit("Train", files={
            ".dvc/config": f"[core]\n    remote = store\n['remote \"store\"']\n    url = {url}\n",
            "dvc.yaml": "stages: {train: {cmd: x, metrics: [m.json]}}\n",
            "params.yaml": "rate: 0.25\n",
            "dvc.lock": f"stages: {{train: {{cmd: x, outs: [{{path: m.json, hash: md5, md5: {HASH}}}]}}}}\n",
        })  # fmt: skip
        registry.push()
        studio.add(registry.bare)
        project = studio.ask("/api/projects")[0]["id"]
        with visit(browser, studio.address, pictures) as seen:
            seen.open(f"/projects/{project}").settled()
            expect(seen.page.get_by_text("0.25").first).to_be_visible()
            seen.button(re.compile("could not be read")).click()
            seen.see(re.compile("was `dvc push` run"))
            place = data / "files/md5" / HASH[:2] / HASH[2:]
            place.parent.mkdir(parents=True)
            place.write_text(TEXT)
            seen.page.keyboard.press("Escape")
            seen.button("Reload").click()
            expect(seen.page.get_by_text("0.875").first).to_be_visible()
            expect(seen.button(re.compile("could not be read"))).to_have_count(0)
            assert seen.complaints == []
