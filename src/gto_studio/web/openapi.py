"""`python -m gto_studio.web.openapi FILE` writes the description of the API; the pages' types are made from it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from gto_studio.identity.secrets import Secrets, new_key
from gto_studio.settings import Settings
from gto_studio.store.connection import Store
from gto_studio.web.app import application
from gto_studio.wiring import Parts


def description() -> dict[str, Any]:
    """OpenAPI 3.1 of this very version. Nothing is opened for it."""
    settings = Settings(database="sqlite:///never-opened.db")
    parts = Parts(settings, Store(settings.database_url), Secrets([new_key()]), None)
    return application(parts).openapi()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(description(), indent=1) + "\n", encoding="utf-8")
