"""Models added, changed and removed in the browser. After each step Git is asked, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from servers.forge import Forge
from studio.browser.chromium import PATIENCE_MS, Visit, visit
from studio.browser.registries import Registry, segmentation, shop
from studio.browser.studios import Studio

MODEL = "pool-segmentation"


def file_of(registry: Registry, branch: str = "main", path: str = "dvc.yaml") -> str:
    """What the remote itself has."""
    return registry.shell.git("--git-dir", str(registry.bare), "show", f"{branch}:{path}")


def test_a_model_is_added_changed_and_removed_by_commits(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = segmentation(tmp_path)
    empty_studio.add(registry.bare)
    before = file_of(registry)
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open("/models").settled()
        seen.link("Add a model").click()
        dialog = seen.dialog()
        dialog.get_by_label("Path to the model").fill("models/roads.pt")
        expect(dialog.get_by_label("Name", exact=True)).to_have_value("roads")
        dialog.get_by_text("Advanced").click()
        dialog.get_by_label("Description").fill("Finds roads.")
        dialog.get_by_label("Labels").fill("vision, roads")
        diff = dialog.get_by_role("figure", name="Diff of dvc.yaml")
        expect(diff.locator(".added", has_text="Finds roads.")).to_be_visible()
        expect(diff.locator(".removed")).to_have_count(0)
        seen.picture("dialog-add-model-light-1440")
        assert seen.serious() == []
        dialog.get_by_role("button", name="Add the model").click()
        done(dialog)
        seen.picture("dialog-add-model-done-light-1440")
        written = file_of(registry)
        assert written.startswith(before)
        assert written.removeprefix(before) == (
            "\n  roads:\n    path: models/roads.pt\n    type: model\n    desc: Finds roads.\n"
            "    labels:\n      - vision\n      - roads"
        )
        commit = registry.shell.git("--git-dir", str(registry.bare), "log", "-1", "--format=%an <%ae>|%s", "main")
        assert commit.startswith("Jane Doe <jane@example.com>|")
        close(seen)
        expect(seen.link("roads")).to_be_visible(timeout=PATIENCE_MS)

        seen.link("roads").click()
        seen.see("Finds roads.")
        seen.button("Actions on roads").click()
        seen.page.get_by_role("menuitem", name="Edit description, labels, path…").click()
        dialog = seen.dialog()
        expect(dialog.get_by_label("Labels")).to_have_value("vision, roads")
        expect(dialog.get_by_text("Change something first.")).to_be_visible()
        dialog.get_by_label("Description").fill("")
        dialog.get_by_label("Labels").fill("roads, highways")
        expect(dialog.locator(".diff .removed", has_text="Finds roads.")).to_be_visible()
        seen.picture("dialog-edit-model-light-1440")
        dialog.get_by_role("button", name="Push the change").click()
        done(dialog)
        close(seen)
        assert "Finds roads" not in file_of(registry)
        assert "highways" in file_of(registry)
        expect(seen.page.get_by_text("highways")).to_be_visible(timeout=PATIENCE_MS)

        seen.button("Actions on roads").click()
        seen.page.get_by_role("menuitem", name="Remove the entry…").click()
        dialog = seen.dialog()
        expect(dialog.locator(".diff .removed", has_text="highways")).to_be_visible()
        seen.picture("dialog-remove-model-light-1440")
        dialog.get_by_role("button", name="Remove roads").click()
        done(dialog)
        assert file_of(registry) == before

        # one in cloud storage stays there; DVC is told where
        seen.open("/models?do=add-model").settled()
        dialog.get_by_label("Path to the model").fill("s3://bucket/nets/unet.onnx")
        dialog.get_by_label("Folder in the repository").fill("nets")
        diff = dialog.get_by_role("figure", name="Diff of nets/unet.onnx.dvc")
        expect(diff.locator(".added", has_text="- path: s3://bucket/nets/unet.onnx")).to_be_visible()
        expect(dialog.get_by_text("Its hash is not known yet")).to_be_visible()
        seen.picture("dialog-import-model-light-1440")
        assert seen.serious() == []
        dialog.get_by_role("button", name="Add the model").click()
        done(dialog)
        assert "unet:\n    path: nets/unet.onnx\n" in file_of(registry)
        assert "- path: s3://bucket/nets/unet.onnx\n" in file_of(registry, path="nets/unet.onnx.dvc")
        assert file_of(registry, path="nets/.gitignore") == "/unet.onnx"
        assert "/cache" in file_of(registry, path=".dvc/.gitignore")


def test_what_stands_in_the_way_is_said_in_the_dialog(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    registry = segmentation(tmp_path)
    broken = registry.shell.commit("Break the file", minute=90, files={"broken/dvc.yaml": "artifacts: [\n"})
    registry.push()
    assert broken
    id = empty_studio.add(registry.bare)
    before = registry.shell.git("--git-dir", str(registry.bare), "rev-parse", "main")
    with visit(browser, empty_studio.address, pictures, dark=True) as seen:
        seen.open(f"/models?do=add-model&on={id}").settled()
        dialog = seen.dialog()
        path, name = dialog.get_by_label("Path to the model"), dialog.get_by_label("Name", exact=True)
        button = dialog.get_by_role("button", name="Add the model")
        path.fill("models/model.pkl")
        name.fill(MODEL)
        expect(refusal(dialog)).to_contain_text(MODEL)
        expect(button).to_be_disabled()
        seen.picture("dialog-add-model-taken-dark-1440")
        name.fill("no spaces")
        expect(refusal(dialog)).to_contain_text("no spaces")
        name.fill("roads")
        expect(refusal(dialog)).to_contain_text("Provided path conflicts with 'models/model.pkl'")
        path.fill("models/roads.pt")
        dialog.get_by_text("Advanced").click()
        dialog.get_by_label("dvc.yaml").fill("broken/dvc.yaml")
        expect(refusal(dialog)).to_contain_text("broken/dvc.yaml")
        seen.picture("dialog-add-model-broken-dark-1440")
        dialog.get_by_label("dvc.yaml").fill("")
        expect(button).to_be_enabled()
        hook = registry.bare / "hooks" / "update"
        hook.write_text("#!/bin/sh\necho 'main is protected here' >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        button.click()
        failed = dialog.locator("[data-state=failed]")
        expect(failed).to_contain_text("protected", timeout=PATIENCE_MS)
        seen.picture("dialog-add-model-refused-dark-1440")
    assert registry.shell.git("--git-dir", str(registry.bare), "rev-parse", "main") == before


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_dialogs_on_a_phone(browser: Browser, studio: Studio, pictures: Path | None, dark: bool) -> None:
    shade = "dark" if dark else "light"
    with visit(browser, studio.address, pictures, dark=dark, narrow=True) as seen:
        seen.open("/models?do=add-model").settled()
        dialog = seen.dialog()
        dialog.get_by_label("Repository").select_option(label="shop-models")
        dialog.get_by_label("Path to the model").fill("models/returns.pkl")
        dialog.get_by_label("New branch and pull request").check()
        expect(dialog.get_by_label("New branch", exact=True)).to_have_value("add-returns")
        expect(dialog.get_by_role("figure", name="Diff of dvc.yaml")).to_be_visible()
        assert not seen.overflows()
        assert seen.serious() == []
        seen.picture(f"dialog-add-model-{shade}-390")


def refusal(dialog: Locator) -> Locator:
    return dialog.locator(".planned .note-box.bad")


def done(dialog: Locator) -> None:
    """Wait until the page says that the remote has it."""
    expect(dialog.locator("[data-state=done]")).to_be_visible(timeout=PATIENCE_MS)
    expect(dialog.get_by_text("Pushed, and read back from origin")).to_be_visible()


def close(seen: Visit) -> None:
    seen.dialog().get_by_role("button", name="Done").click()
    expect(seen.dialog()).to_have_count(0)


def test_a_promotion_is_asked_for_and_merging_it_assigns_the_stage(
    browser: Browser, empty_studio: Studio, tmp_path: Path, pictures: Path | None
) -> None:
    """On a server without pull requests: whoever keeps the repository merges the branch."""
    registry = shop(tmp_path)
    id = empty_studio.add(registry.bare)
    before = registry.tags()
    with visit(browser, empty_studio.address, pictures) as seen:
        seen.open(f"/models/{id}/churn?do=promote&of=v2.0.0&to=prod").settled()
        dialog = seen.dialog()
        expect(dialog.get_by_label("New branch", exact=True)).to_have_value("promote-churn-v2.0.0-to-prod")
        dialog.get_by_label("Reason").fill("Better on every metric")
        diff = dialog.get_by_role("figure", name="Diff of promotions/churn/prod.md")
        expect(diff.locator(".added", has_text="Better on every metric")).to_be_visible()
        expect(diff.locator(".added", has_text="metrics.json: dice_multi")).to_be_visible()
        assert seen.serious() == []
        seen.picture("dialog-promote-light-1440")
        dialog.get_by_role("button", name="Open promotion request").click()
        done(dialog)
        seen.picture("dialog-promote-done-light-1440")
        close(seen)
        pending = seen.page.get_by_role("region", name="Pending")
        expect(pending).to_contain_text("v2.0.0", timeout=PATIENCE_MS)
        seen.picture("model-pending-light-1440")
        assert registry.tags() == before

        shell = registry.shell
        shell.git("fetch", "--quiet", "origin")
        shell.git("merge", "--quiet", "--no-ff", "--no-edit", "origin/promote-churn-v2.0.0-to-prod")
        assert "Better on every metric" in (shell.path / "promotions" / "churn" / "prod.md").read_text()
        registry.push()
        newest = seen.page.locator(".timeline li").first
        expect(newest).to_contain_text("Better on every metric", timeout=PATIENCE_MS)
        expect(pending).to_have_count(0, timeout=PATIENCE_MS)
    (tag,) = registry.tags() - before
    assert tag.startswith("churn#prod#")
    latest = registry.history("churn")[0]
    assert (latest["ref"], latest["version"], latest["author"]) == (tag, "v2.0.0", "Jane Doe")


def test_on_a_forge_models_and_promotions_go_through_pull_requests(
    browser: Browser, empty_studio: Studio, forge: Forge, tmp_path: Path, pictures: Path | None
) -> None:
    registry = shop(tmp_path)
    hosted = forge.repository("team/models", jo="write", sam="write")
    token = forge.token("jo")
    registry.shell.git("push", "--quiet", forge.url("team/models", token), "main", "--tags")
    connection = {"forge": "gitea", "url": forge.address, "token": token}
    empty_studio.ask("/api/git-connections", connection)
    id = empty_studio.add(forge.url("team/models"))
    tags = {ref for ref in hosted.refs() if ref.startswith("refs/tags/")}
    with visit(browser, empty_studio.address, pictures) as seen:
        # a model that is proposed is pending until somebody else merges it
        seen.open(f"/models?do=add-model&on={id}").settled()
        dialog = seen.dialog()
        dialog.get_by_label("Path to the model").fill("models/returns.pkl")
        dialog.get_by_label("New branch and pull request").check()
        expect(dialog.locator(".planned")).to_contain_text("from add-returns into main")
        seen.picture("dialog-add-model-request-light-1440")
        dialog.get_by_role("button", name="Open pull request").click()
        done(dialog)
        expect(dialog.get_by_role("link", name="Pull request #1")).to_be_visible()
        seen.picture("dialog-add-model-request-done-light-1440")
        close(seen)
        pending = seen.page.get_by_role("region", name="Pending")
        expect(pending).to_contain_text("returns")
        assert "returns" not in hosted.file("main", "dvc.yaml")
        seen.picture("models-pending-light-1440")
        forge.merge("team/models", 1, "sam")
        expect(seen.page.get_by_role("link", name="returns", exact=True)).to_be_visible()
        expect(pending).to_have_count(0)
        assert "returns:\n    path: models/returns.pkl" in hosted.file("main", "dvc.yaml")

        # a promotion is a tag once it is merged, and only once
        seen.open(f"/models/{id}/churn?do=promote&of=v2.0.0&to=prod").settled()
        dialog = seen.dialog()
        dialog.get_by_label("Reason").fill("Better on every metric")
        expect(dialog.locator(".planned")).to_contain_text("from promote-churn-v2.0.0-to-prod into main")
        dialog.get_by_role("button", name="Open promotion request").click()
        done(dialog)
        expect(dialog.get_by_role("link", name="Pull request #2")).to_be_visible()
        close(seen)
        expect(pending).to_contain_text("v2.0.0")
        assert "metrics.json: dice_multi" in hosted.pulls[1].body
        forge.merge("team/models", 2, "sam")
        expect(seen.page.locator(".timeline li").first).to_contain_text("Better on every metric")
        expect(pending).to_have_count(0)
    made = {ref for ref in hosted.refs() if ref.startswith("refs/tags/")} - tags
    assert len(made) == 1
    assert made.pop().startswith("refs/tags/churn#prod#")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_asking_for_a_promotion_on_a_phone(browser: Browser, studio: Studio, pictures: Path | None, dark: bool) -> None:
    shade = "dark" if dark else "light"
    id = next(each["id"] for each in studio.ask("/api/repositories") if each["name"] == "shop-models")
    with visit(browser, studio.address, pictures, dark=dark, narrow=True) as seen:
        seen.open(f"/models/{id}/churn?do=assign&of=v2.0.0&to=prod").settled()
        dialog = seen.dialog()
        dialog.get_by_label("Open a promotion request").check()
        expect(dialog.get_by_role("figure", name="Diff of promotions/churn/prod.md")).to_be_visible()
        assert not seen.overflows()
        assert seen.serious() == []
        seen.picture(f"dialog-promote-{shade}-390")
