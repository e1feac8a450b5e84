"""`gto verify`: whether the registry can be believed, for people and for CI."""

from __future__ import annotations

from gto.cli.opening import opened
from gto.cli.render import json
from gto.verbs.verification import verify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.verbs.verification import Verification


def run(values: Values, screen: Screen) -> int:
    """0 if nothing is wrong, 1 otherwise."""
    repository = opened(values, screen, quiet=True)
    found = verify(repository, values.text("artifact") or None, accept=values.flag("accept"))
    if values.flag("accept"):
        for moved in found.moved:
            screen.line(f"Accepted: {moved.told}")
        found = found._replace(moved=())
    problems = found.problems(require_signatures=values.flag("require_signatures"))
    if values.flag("json"):
        screen.line(json(_data(found, problems)))
        return int(bool(problems))
    for problem in problems:
        screen.warn(problem)
    for oddity in found.findings:
        if oddity.counts:
            screen.warn(f"{oddity.says} [{oddity.code}]")
    if found.moved:
        screen.hint("find out who changed them and why; `gto verify --accept` takes the tags as they are now")
    if problems:
        return 1
    grades = [signature.grade for signature in found.signatures.values()]
    counted = ", ".join(
        f"{grades.count(grade)} {grade}" for grade in ("good", "unknown", "unsigned") if grade in grades
    )
    screen.good(f"Tags: {len(found.tags)}, new since last seen: {len(found.new)}; signatures: {counted or 'none'}")
    return 0


def _data(found: Verification, problems: list[str]) -> dict[str, object]:
    return {
        "ok": not problems,
        "problems": problems,
        "tags": len(found.tags),
        "new": list(found.new),
        "moved": [moved._asdict() for moved in found.moved],
        "signatures": {tag: signature._asdict() for tag, signature in found.signatures.items()},
        "findings": [oddity._asdict() for oddity in found.findings],
    }
