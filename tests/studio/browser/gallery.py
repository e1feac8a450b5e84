"""The gallery of the documentation: which pictures there are of which page, what each shows, and how they are taken.

`make pictures` takes them all again (test_gallery.py has the scenes) and writes docs/gallery.md. Every clock stands in
the first days of March 2026, so that a page says tomorrow what it says today.
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from studio.browser.chromium import NARROW, WIDE, Visit

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "gallery.md"
FOLDER = ROOT / "docs" / "images" / "gallery"

WIDE_LIGHT, WIDE_DARK, NARROW_LIGHT, NARROW_DARK = "light-1440", "dark-1440", "light-390", "dark-390"
ALL = (WIDE_LIGHT, NARROW_LIGHT, WIDE_DARK, NARROW_DARK)
#: A state of a page whose four looks are known: once in the light, once in the dark and narrow.
BOTH = (WIDE_LIGHT, NARROW_DARK)

#: When the servers of the gallery start. What its repositories tell of was in the weeks before.
MARCH = 1772442000.0  # 2026-03-02T09:00:00Z
#: Python runs a module of this name as it starts; it gives servers and workers another time.
SITECUSTOMIZE = "import time\n_real = time.time\ntime.time = lambda: _real() - {behind!r}\n"
#: The same for a page.
EARLIER = """{
  const behind = %d, Now = Date;
  globalThis.Date = class Date extends Now {
    constructor(...given) { given.length ? super(...given) : super(Now.now() - behind); }
    static now() { return Now.now() - behind; }
  };
}"""


@dataclass(frozen=True)
class Picture:
    """`page`: the route that it is of, as web/src/app/routes.tsx has it."""

    name: str
    page: str
    says: str
    looks: tuple[str, ...] = BOTH

    @property
    def files(self) -> list[str]:
        return [f"{self.name}-{look}.webp" for look in self.looks]


@dataclass(frozen=True)
class Chapter:
    title: str
    says: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Camera:
    """Takes the pictures of one server, as one person sees it."""

    base: str
    context: BrowserContext
    proofs: Path | None

    def take(self, name: str, path: str | None, until: Callable[[Visit], object] | None = None) -> None:
        """Every look of a picture. `path` None: of the page as `until` makes it; `until` brings about what is to be
        seen, and waits for it."""
        picture = PICTURES[name]
        if os.environ.get("STUDIO_GALLERY") == "missing" and all((FOLDER / file).exists() for file in picture.files):
            return
        seen = Visit(self.context.new_page(), self.base, None)
        try:
            for look in picture.looks:
                seen.page.emulate_media(
                    color_scheme="dark" if look.startswith("dark") else "light", reduced_motion="reduce"
                )
                seen.page.set_viewport_size(NARROW if look.endswith("390") else WIDE)
                if path is not None:
                    seen.open(path)
                if until is None:
                    seen.settled()
                else:
                    until(seen)
                self._keep(seen, f"{name}-{look}")
        finally:
            seen.page.close()

    def _keep(self, seen: Visit, file: str) -> None:
        page = seen.page
        page.mouse.move(0, 0)
        page.evaluate("() => document.fonts.ready")
        # two frames: what a chart draws when its place is known is there
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if self.proofs is not None:
            self.proofs.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.proofs / f"{file}.png", animations="disabled", caret="hide")
        session = self.context.new_cdp_session(page)
        made = session.send("Page.captureScreenshot", {"format": "webp", "quality": 80, "optimizeForSpeed": False})
        session.detach()
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{file}.webp").write_bytes(base64.b64decode(made["data"]))


@contextmanager
def camera(browser: Browser, base: str) -> Iterator[Camera]:
    """A person's window on a server. `GALLERY_PROOFS=FOLDER` keeps PNGs beside, for programs that show no WebP."""
    context = browser.new_context(viewport=WIDE, locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce")
    context.add_init_script(EARLIER % round(behind() * 1000))
    proofs = os.environ.get("GALLERY_PROOFS")
    try:
        yield Camera(base, context, Path(proofs) if proofs else None)
    finally:
        context.close()


_started = time.time()


def behind() -> float:
    """By how many seconds the clocks of the gallery are slow."""
    return _started - MARCH


def slow_clocks(folder: Path) -> Mapping[str, str]:
    """What a server is started with, so that its time is the gallery's."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE.format(behind=behind()))
    moment = "2026-03-02T10:05:00+01:00"
    return {"PYTHONPATH": str(folder), "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}


# --- what there is ----------------------------------------------------------------------------------------------------

MODELS, MODEL = "/models", "/models/:repository/*"
PROJECTS, PROJECT = "/projects", "/projects/:project"
SETTINGS, SETTING = "/settings/:section", "/settings/:section/:of"

CHAPTERS = (
    Chapter(
        "Models",
        "All models of all repositories, and one of them. [The guide](guides/studio-models.md) goes on.",
        (
            Picture("models", MODELS, "A line a model, a column a stage: what runs where, since when, by whom.", ALL),
            Picture(
                "models-filtered", MODELS, "Filters, deprecated ones too, other columns: all of it is in the address."
            ),
            Picture("models-nothing", MODELS, "A search that finds nothing says what was asked for."),
            Picture("models-loading", MODELS, "While it loads, the page has the shape of what comes."),
            Picture(
                "models-partial", MODELS, "Two repositories cannot be read just now. What they had is shown as of then."
            ),
            Picture("models-empty", MODELS, "Before there is a repository."),
            Picture("models-none-yet", MODELS, "A repository, and no model in it yet: how one comes to be."),
            Picture("models-away", MODELS, "The server does not answer."),
            Picture("model", MODEL, "One model: the version looked at, its stages, all that happened.", ALL),
            Picture("model-as-of", MODEL, "The same as it was on a day in February."),
            Picture("model-compare", MODEL, "Two versions compared: commits, parameters, metrics."),
            Picture("model-new", MODEL, "A model that a file names, and of which no version was registered."),
            Picture("model-deprecated", MODEL, "A model that is deprecated."),
            Picture("model-much", MODEL, "A long name, fourteen stages, a long description, many labels."),
            Picture("model-hostile", MODEL, "Text that would like to be more than text stays text."),
            Picture("model-viewer", MODEL, "What somebody sees who may look, but not write."),
            Picture("model-missing", MODEL, "A model that is not there."),
            Picture(
                "dialog-register",
                MODEL,
                "Registering a version: the tag, the commit and the command, before the click.",
            ),
            Picture("dialog-assign", MODEL, "Assigning a stage."),
            Picture("dialog-assign-done", MODEL, "Done means pushed, and read back from the remote."),
            Picture("dialog-refused", MODEL, "The remote refused the tag, and its words say why."),
            Picture("dialog-already", MODEL, "What makes no sense is said before the click."),
            Picture("dialog-unassign", MODEL, "Taking a stage away: which version it falls back to."),
            Picture("dialog-deregister", MODEL, "Deregistering a version."),
            Picture("dialog-deprecate", MODEL, "Deprecating a model."),
            Picture("dialog-promote", MODEL, "Asking for a stage: a report and a pull request."),
            Picture("dialog-add-model", MODEL, "Adding a model to a repository, with the lines that change."),
            Picture("dialog-edit-model", MODEL, "Changing a model's description."),
            Picture("dialog-access", MODEL, "The commands and links that get a version's files."),
        ),
    ),
    Chapter(
        "Projects",
        "A project is a look at one repository, or at one folder of it.",
        (
            Picture(
                "projects", PROJECTS, "Cards with the first metrics of each project. Two could not be read: why.", ALL
            ),
            Picture("projects-empty", PROJECTS, "Before there is a project."),
            Picture("projects-importing", PROJECTS, "A first look under way, and one that waits for its turn."),
            Picture("projects-add", PROJECTS, "Adding one by its address or path."),
            Picture("projects-add-wrong", PROJECTS, "An address at which there is no repository."),
            Picture("projects-add-done", PROJECTS, "Read; folders with a pipeline of their own are offered."),
            Picture(
                "project-settings", PROJECTS, "A project's settings: folder, first day, files of one's own, runners."
            ),
            Picture("project-remove", PROJECTS, "Deleting a project deletes nothing in Git."),
        ),
    ),
    Chapter(
        "Experiments",
        "The table of a project and what opens beside it. [The guide](guides/studio-experiments.md) goes through it.",
        (
            Picture("experiments", PROJECT, "Branches, commits, pushed experiments; metrics, parameters, models.", ALL),
            Picture(
                "experiments-best", PROJECT, "Goals mark the best; changes against the baseline; only what differs."
            ),
            Picture("experiments-filters", PROJECT, "Filters by value, by difference, by text."),
            Picture("experiments-columns", PROJECT, "Columns to show, hide and pin."),
            Picture("experiments-none-left", PROJECT, "Filters that leave no row."),
            Picture("experiments-loading", PROJECT, "While the table loads."),
            Picture(
                "experiments-importing", PROJECT, "A project of which the first commits are there, and more to come."
            ),
            Picture("experiments-empty", PROJECT, "A repository without a commit."),
            Picture("experiments-no-values", PROJECT, "Commits without metrics and parameters: what brings them."),
            Picture("experiments-bad-file", PROJECT, "One bad file costs one cell, and says why."),
            Picture("experiments-gone", PROJECT, "The remote is gone; what was read stays."),
            Picture("experiments-live", PROJECT, "A run under way, one that waits in the queue, one that failed."),
            Picture("experiments-silent", PROJECT, "A run that went silent, and one that is done."),
            Picture("plots", PROJECT, "Curves of three rows over each other, in the colours of the table.", ALL),
            Picture("plots-images", PROJECT, "Images of three rows side by side, with a slider over their steps."),
            Picture("plots-broken", PROJECT, "A plot that is broken says why, and the others are there."),
            Picture("plots-none", PROJECT, "No row is plotted yet."),
            Picture("compare", PROJECT, "Rows side by side, and only what differs."),
            Picture("trends", PROJECT, "Metrics along a branch."),
            Picture("explore", PROJECT, "Rows along parallel axes; any column against another."),
            Picture("dag", PROJECT, "The pipeline of a commit, and which of its stages are as they last ran."),
            Picture(
                "dialog-run",
                PROJECT,
                "A new experiment: parameters in a form, and the commit that they make. Runners are off here.",
            ),
            Picture("dialog-run-queue", PROJECT, "The same for a runner on a machine of one's own."),
            Picture("dialog-queued", PROJECT, "An experiment that failed on its runner, with the end of its log."),
            Picture("dialog-rename", PROJECT, "Renaming a pushed experiment."),
            Picture("dialog-branch", PROJECT, "Making a branch of an experiment."),
            Picture("dialog-delete", PROJECT, "Deleting experiments."),
            Picture("dialog-note", PROJECT, "A note on a commit is a Git note."),
        ),
    ),
    Chapter(
        "Activity",
        "All registry events of all repositories.",
        (
            Picture("activity", "/activity", "Who did what, when; newest first.", ALL),
            Picture("activity-filtered", "/activity", "Assignments by one person."),
            Picture(
                "activity-alarm",
                "/activity",
                "Somebody forced a tag to another commit: an alarm, until it is acknowledged.",
            ),
            Picture("activity-empty", "/activity", "Before anything happened."),
        ),
    ),
    Chapter(
        "Settings",
        "Of a person, of repositories, of teams, of the server.",
        (
            Picture("settings-me", SETTINGS, "Name, address, theme, password.", ALL),
            Picture("settings-tokens", SETTINGS, "Tokens for programs. A new one is shown once."),
            Picture("connection-none", SETTINGS, "Testing the connection of trainings: nothing came yet."),
            Picture("connection-bad", SETTINGS, "A run came of a repository that is not here, and what to do."),
            Picture("connection-good", SETTINGS, "A run came, and all is well."),
            Picture("git-connections-none", SETTINGS, "No forge is connected."),
            Picture("git-connections", SETTINGS, "One that is, and works."),
            Picture("git-connections-refused", SETTINGS, "It does not take the token any more."),
            Picture("repositories", SETTINGS, "All repositories, and how the last look at each went."),
            Picture("repository", SETTING, "One repository: address, credentials, hook, data remotes.", ALL),
            Picture("repository-gone", SETTING, "A repository whose remote is gone."),
            Picture("subscriptions", SETTINGS, "Who is told of events."),
            Picture("subscription", SETTING, "One that was told, and did not take it: its log."),
            Picture("teams", SETTINGS, "Teams."),
            Picture("team", SETTING, "One team: members, roles, invite links."),
            Picture("people", SETTINGS, "Everybody with an account."),
            Picture("audit", SETTINGS, "Who changed what on this server."),
        ),
    ),
    Chapter(
        "Doors",
        "On a server with accounts, and for programs.",
        (
            Picture("sign-in", "/sign-in", "Signing in.", ALL),
            Picture("sign-in-wrong", "/sign-in", "A wrong password."),
            Picture("signed-out", MODELS, "Nobody is signed in, or the session ended."),
            Picture("join", "/join", "An invite link.", ALL),
            Picture("join-dead", "/join", "One that was withdrawn."),
            Picture("device", "/auth/device-login", "`dvc studio login` asks to be let in.", ALL),
            Picture("device-code", "/auth/device-login", "Without a code in the address."),
            Picture("device-in", "/auth/device-login", "It was."),
        ),
    ),
    Chapter(
        "Everywhere",
        "What can happen on any page.",
        (
            Picture("missing", "*", "An address at which there is nothing.", ALL),
            Picture("not-loaded", "/activity", "A page's script that the server did not give."),
            Picture("keys", MODELS, "`?` shows the keys."),
        ),
    ),
)

PICTURES = {picture.name: picture for chapter in CHAPTERS for picture in chapter.pictures}


def document() -> str:
    """docs/gallery.md."""
    lines = [
        "# Gallery",
        "",
        "Every page of Studio and its states, wide and narrow, light and dark. `make pictures` takes them again, in a",
        "real browser in front of real servers, of the repositories of the demo and of some made for them.",
    ]
    for chapter in CHAPTERS:
        lines += ["", f"## {chapter.title}", "", chapter.says]
        for picture in chapter.pictures:
            lines += ["", f"**{picture.name}** · `{picture.page}` · {picture.says}", ""]
            shown = [
                f'<img src="images/gallery/{file}" alt="{picture.name}, {look}" width="{20 if narrow else 74}%">'
                for look, file in zip(picture.looks, picture.files, strict=True)
                for narrow in [look.endswith("390")]
            ]
            lines += shown
    return "\n".join(lines) + "\n"
