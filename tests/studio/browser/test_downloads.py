"""The dialog that tells how a model is had: a token, what to type, and the files themselves."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from studio.browser.chromium import PATIENCE_MS, visit
from studio.browser.registries import Registry, segmentation
from studio.browser.studios import Studio

DATA = bytes(range(256)) * 2_000


def trained(folder: Path) -> Registry:
    """A model that DVC keeps, with a version."""
    registry = segmentation(folder)
    hash = hashlib.md5(DATA).hexdigest()
    place = folder / "store/files/md5" / hash[:2] / hash[2:]
    place.parent.mkdir(parents=True)
    place.write_bytes(DATA)
    files = {
        ".dvc/config": f"[core]\n    remote = store\n['remote \"store\"']\n    url = {folder / 'store'}\n",
        "models/model.pkl.dvc": f"outs:\n- {{path: model.pkl, md5: {hash}, hash: md5}}\n",
    }
    registry.shell.commit("Keep the model", minute=90, files=files)
    registry.shell.tag("pool-segmentation@v1.0.0", minute=91)
    registry.push()
    return registry


def test_a_model_is_downloaded_in_the_browser_and_by_what_the_dialog_says(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = trained(tmp_path)
    repository = empty_studio.add(registry.bare)
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open(f"/models/{repository}/pool-segmentation").settled()
        seen.button("Access model").click()
        dialog = seen.dialog()
        command = dialog.get_by_role("tabpanel").locator("pre")
        expect(command).to_have_text(f"gto get pool-segmentation@v1.0.0 --repo {registry.bare}")
        seen.picture("dialog-access-model-light-1440")
        assert seen.serious() == []

        dialog.get_by_role("button", name="Generate new token").click()
        shown = dialog.get_by_label("Access token").locator("pre")
        expect(shown).to_contain_text("isat_", timeout=PATIENCE_MS)
        expect(shown).to_contain_text("•")
        dialog.get_by_role("button", name="Show the token").click()
        expect(shown).not_to_contain_text("•")
        dialog.get_by_role("tab", name="cURL").click()
        expect(command).to_have_text(re.compile("token isat_"))
        seen.picture("dialog-access-model-token-light-1440")
        dialog.get_by_role("tab", name="Download").click()
        dialog.get_by_role("button", name="Generate download links").click()
        link = dialog.get_by_role("link", name="model.pkl")
        expect(link).to_be_visible(timeout=PATIENCE_MS)
        seen.picture("dialog-access-model-download-light-1440")
        with seen.page.expect_download(timeout=PATIENCE_MS) as saving:
            link.click()
        assert saving.value.suggested_filename == "model.pkl"
        assert Path(saving.value.path()).read_bytes() == DATA

        dialog.get_by_role("tab", name="Python").click()
        expect(command).to_have_text(re.compile("urllib"))
        out = tmp_path / "out"
        out.mkdir()
        subprocess.run([sys.executable, "-c", command.inner_text()], cwd=out, check=True)
        assert (out / "model.pkl").read_bytes() == DATA

        dialog.get_by_role("button", name="Delete").click()
        expect(dialog.get_by_role("button", name="Generate new token")).to_be_visible(timeout=PATIENCE_MS)
        assert empty_studio.ask("/api/tokens") == []
    with visit(browser, empty_studio.address, pictures, dark=True, narrow=True) as seen:
        seen.open(f"/models/{repository}/pool-segmentation").settled()
        seen.button("Access model").click()
        seen.dialog().get_by_role("tab", name="Python").click()
        expect(seen.dialog().get_by_role("tabpanel").locator("pre")).to_have_text(re.compile("token TOKEN"))
        seen.picture("dialog-access-model-dark-390")
        assert seen.serious() == []
        assert not seen.overflows()
