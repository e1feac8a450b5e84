from __future__ import annotations

import pytest
from starlette.requests import Request

from gto_studio.web.api.paging import answer, next_link


def request(query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request(
        {"type": "http", "method": "GET", "path": "/api/x", "query_string": query.encode(), "headers": raw,
         "server": ("h", 80), "scheme": "http", "root_path": ""}
    )  # fmt: skip


def test_the_next_page_is_the_same_question() -> None:
    link = next_link(request("label=a%26b&label=c&offset=5"), {"offset": 10})
    assert link == '</api/x?label=a%26b&label=c&offset=10>; rel="next"'


@pytest.mark.parametrize(("count", "leads_on"), [(9, False), (10, False), (11, True)])
def test_only_a_page_with_more_behind_it_leads_on(count: int, leads_on: bool) -> None:
    found = answer(request(), [1], count=count, offset=5, limit=5)
    assert found.headers["x-total-count"] == str(count)
    assert ("link" in found.headers) == leads_on


def test_no_header_of_ours_can_be_split_by_a_question() -> None:
    assert "\n" not in next_link(request("q=a%0d%0aSet-Cookie:x"), {"offset": 1})


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "{} , W/{}"])
def test_bytes_that_are_known_are_not_sent(form: str) -> None:
    tag = answer(request(), [1], count=1, offset=0, limit=1).headers["etag"]
    again = answer(request(if_none_match=form.replace("{}", tag)), [1], count=1, offset=0, limit=1)
    assert (again.status_code, again.body) == (304, b"")
    assert answer(request(if_none_match=tag), [2], count=1, offset=0, limit=1).status_code == 200
