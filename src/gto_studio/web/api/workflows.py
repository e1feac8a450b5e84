"""CI workflows to copy into a repository: those that act on its registry, and those that train. As `gto ci init`."""

from __future__ import annotations

from gto.workflows import FORGES, TRAINING, Forge, text_for
from gto_studio.store.derived import models
from gto_studio.store.owned import repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.repositories import Id
from gto_studio.web.asking import Ask


def listing(ask: Ask, repository: Id) -> shapes.CiWorkflows:
    """For every forge the files that it looks for; the repository's own forge is named."""
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        about = models.about(connection, [repository]).get(repository)
    there = {str(one["file"]) for one in about.workflows} if about else set()
    return shapes.CiWorkflows(
        forge=_forge(row.forge, row.url),
        studio_url=f"{ask.base_url}/",
        acting=sorted(there),
        registry=[_shown(forge) for forge in FORGES.values()],
        training=[_shown(forge) for forge in TRAINING.values()],
    )


def _forge(forge: str, url: str) -> str | None:
    """The name under which there are workflows; Forgejo has folders of its own."""
    if forge == "gitea" and any(word in url for word in FORGES["forgejo"].hosts):
        return "forgejo"
    return forge if forge in FORGES else None


def _shown(forge: Forge) -> shapes.CiWorkflow:
    return shapes.CiWorkflow(forge=forge.name, file=forge.file, text=text_for(forge), note=forge.switch or None)
