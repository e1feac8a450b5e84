"""The API against its own description: whatever is sent, what comes back is what the description says.

schemathesis makes requests that fit the description, and some that don't. Bounded: a few of each kind, the same ones
each time.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import load_all_checks

from gto_studio.web.routes import ROUTES
from studio.web.registered import Registered

load_all_checks()

#: So many requests are made to each route.
EXAMPLES = 8
NAMES = ("status_code", "content_type", "response_schema", "response_headers")
CHECKS = [
    schemathesis.checks.not_a_server_error,
    *schemathesis.checks.CHECKS.get_by_names([f"{name}_conformance" for name in NAMES]),
]
#: One that never ends, one whose failures have the form that DVC reads, and those that send browsers elsewhere.
APART = ("/api/stream", "/api/device-login/token", "/auth/")
OPERATIONS = [(route.method, route.path) for route in ROUTES if not route.path.startswith(APART)]


@pytest.fixture(scope="module")
def schema(seen: Registered) -> Any:
    return schemathesis.openapi.from_asgi("/api/openapi.json", seen.site.app, headers={"Host": "127.0.0.1:8788"})


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda value: value)
def test_answers_are_as_described(seen: Registered, schema: Any, method: str, path: str) -> None:
    operation = schema[path][method.lower()]
    there = {"repository": seen.models.source.id} if method != "DELETE" else {}

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.path_parameters = {
            **(case.path_parameters or {}),
            **{k: v for k, v in there.items() if f"{{{k}}}" in path},
        }
        case.call_and_validate(checks=CHECKS, headers={"Host": "127.0.0.1:8788"})

    ask()
