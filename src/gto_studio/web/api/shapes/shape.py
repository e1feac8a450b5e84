"""What every shape is, and what went wrong."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """RFC 9457. `code` stays the same for ever; `title` is the sentence; `hint` the next step."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    hint: str | None = None
    detail: str | None = None
    fields: dict[str, str] | None = None  # of a form: what is wrong with which field


class Failure(Shape):
    """Why work in the background went wrong. `tags`, of `changed-meanwhile`: those that it would be by now."""

    code: str
    message: str
    hint: str | None = None
    at: str
    tags: list[str] | None = None
