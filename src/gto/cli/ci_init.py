"""`gto ci init`: a workflow for the forge, written once and then its owner's; and what is left to do."""

from __future__ import annotations

from gto import workflows
from gto.cli.opening import opened
from gto.registry.oddities import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    repository = opened(values, screen)
    name = values.text("forge") or workflows.forge_of(repository).name
    trains = values.flag("train")
    forge = (workflows.TRAINING if trains else workflows.FORGES)[name]
    if values.flag("dry_run"):
        screen.line(workflows.text_for(forge).removesuffix("\n"))
        return
    path = values.text("path") or forge.file
    workflows.write(repository, forge, path, replace=values.flag("force"))
    screen.good(f"Wrote '{path}', a workflow for {forge.name}")
    if trains:
        screen.line("Its first lines say which variables it needs. Then run:")
    else:
        screen.line("It prints what it would do: put your commands into `publish` and `deploy`. Then run:")
    screen.line(f"    git add {quoted(path)}")
    screen.line(f"    git commit -m '{'Train on pushes' if trains else 'Act on registrations and assignments'}'")
    screen.line("    git push")
    for left in (forge.elsewhere.replace("PATH", path) if path != forge.file else "", forge.switch):
        if left:
            screen.line(left)
    screen.line("That push runs it." if trains else "The next `gto register NAME --push` runs it.")
