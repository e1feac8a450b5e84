from __future__ import annotations

import functools
import re
from html.parser import HTMLParser

from gto_studio.web import openapi
from gto_studio.web.api.docs import STYLE, html
from gto_studio.web.routes import ROUTES

description = functools.cache(openapi.description)


class Looking(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes


def test_every_route_is_on_the_page() -> None:
    text = html(description())
    for route in ROUTES:
        assert f">{route.method} {route.path}</h3>" in text


def test_the_page_needs_no_script_no_inline_style_and_nobody_else() -> None:
    looking = Looking()
    looking.feed(html(description()))
    assert "script" not in looking.tags
    assert "style" not in looking.tags
    assert not [name for name, _ in looking.attributes if name == "style" or name.startswith("on")]
    targets = [value or "" for name, value in looking.attributes if name in ("href", "src")]
    assert all(target.startswith(("/api/", "#shape-")) for target in targets)
    assert "url(" not in STYLE


def test_each_link_to_a_shape_leads_somewhere() -> None:
    text = html(description())
    named = set(re.findall(r'id="(shape-\w+)"', text))
    assert set(re.findall(r'href="#(shape-\w+)"', text)) <= named
