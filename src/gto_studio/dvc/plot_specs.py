"""Points → a Vega-Lite specification, by DVC's own templates (`dvc-render`) or one of the commit's.

The only module that knows dvc-render. It is loaded when the first plot is drawn: 117 ms.
"""

from __future__ import annotations

import json
import math
import posixpath
from typing import TYPE_CHECKING, Any

from gto_studio.dvc.plot_files import UnreadablePlot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.dvc.plot_points import Points

#: The templates that come with DVC.
BUILT_IN = (
    "linear",
    "simple",
    "smooth",
    "scatter",
    "scatter_jitter",
    "confusion",
    "confusion_normalized",
    "bar_horizontal",
    "bar_horizontal_sorted",
)
DEFAULT = "linear"

#: Where a commit's own templates are, seen from its DVC project.
FOLDER = ".dvc/plots"

#: A larger template is not read, nor one nested deeper.
TEMPLATE_BYTES_MAX = 1_000_000
_DEPTH_MAX = 100


def places(template: str | None, project: str = "") -> tuple[str, ...]:
    """Where in a commit a template may be, the first one that is there counts; a built-in one comes last.

    `project` is the folder of the DVC project. A name that leads out of the repository is in no place.
    """
    name = template or DEFAULT
    file = name if name.endswith(".json") else f"{name}.json"
    wanted = [posixpath.join(project, FOLDER, file), posixpath.join(project, FOLDER, name)]
    if "/" in name or name.endswith(".json"):
        wanted.append(posixpath.join(project, name))
    clean = (posixpath.normpath(path) for path in wanted)
    return tuple(dict.fromkeys(path for path in clean if path != ".." and not path.startswith(("../", "/"))))


def specification(points: Points, template: bytes | None = None) -> dict[str, Any]:
    """The plot as Vega-Lite, its data in it. `template`: that of the commit, if it has one. UnreadablePlot.

    Numbers that JSON has no word for are null: Vega leaves a gap.
    """
    from dvc_render import VegaRenderer
    from dvc_render.vega_templates import Template

    own = Template(_template(template), points.template or DEFAULT) if template is not None else None
    if own is None and (points.template or DEFAULT) not in BUILT_IN:
        raise UnreadablePlot(
            "NoTemplate", f"The commit has no template '{points.template}', and there is none built in"
        )
    data = [
        {**point, "rev": line.row, "filename": line.file, "field": line.field}
        for line in points.lines
        for point in line.points
    ]
    try:
        renderer = VegaRenderer(
            data,
            points.title,
            x=points.x,
            y=points.y,
            x_label=points.x_label,
            y_label=points.y_label,
            title=points.title,
            template=own or points.template or DEFAULT,
            anchors_y_definitions=[{"filename": file, "field": field} for file, field in points.named],
            revs_with_datapoints=list(dict.fromkeys(line.row for line in points.lines)),
        )
        found = renderer.get_filled_template()
    except Exception as error:  # noqa: BLE001 - of whatever a template from a repository makes it stumble over
        raise UnreadablePlot("Template", f"The template cannot be filled: {error}") from None
    said: dict[str, Any] = finite(found)
    return said


def finite(value: Any, depth: int = 0) -> Any:
    """A value as JSON can say it: what is no number, or endless, is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): finite(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item, depth + 1) for item in value]
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def _template(data: bytes) -> Mapping[str, Any]:
    if len(data) > TEMPLATE_BYTES_MAX:
        raise UnreadablePlot("TooLarge", f"The template is larger than {TEMPLATE_BYTES_MAX // 1_000_000} MB")
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadablePlot("Unreadable", f"The template is no JSON: {error}") from None
    if not isinstance(said, dict) or _depth(said) > _DEPTH_MAX:
        raise UnreadablePlot("Unreadable", "The template is no Vega-Lite specification")
    return said


def _depth(value: object, at: int = 0) -> int:
    if at > _DEPTH_MAX or not isinstance(value, (dict, list)):
        return at
    items = value.values() if isinstance(value, dict) else value
    return max((_depth(item, at + 1) for item in items), default=at)
