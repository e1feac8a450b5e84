"""Signatures of what we send to others' addresses, as Standard Webhooks 1.0 has them, and their secrets.

webhook-id: evt_…                        the same however often the same thing is sent
webhook-timestamp: 1780000000            when this was sent
webhook-signature: v1,BASE64 v1,BASE64   HMAC-SHA256 of `id.timestamp.body`, one for each secret that holds now
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: By which people, and scanners of secrets, know one.
PREFIX = "whsec_"
#: Of chance in a new secret.
SECRET_BYTES = 32


def spelled(secret: bytes) -> str:
    """A secret as receivers are given it."""
    return PREFIX + base64.b64encode(secret).decode()


def read(text: str) -> bytes:
    """The bytes of a secret, with or without the prefix. ValueError."""
    try:
        return base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is base64") from error


def signature(secret: bytes, id: str, at: int, body: bytes) -> str:
    """One signature; `at` in seconds since 1970 UTC."""
    signed = b"%s.%d.%s" % (id.encode(), at, body)
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Iterable[bytes], id: str, at: int, body: bytes) -> dict[str, str]:
    """What goes with a body: signatures by all these secrets, so that a receiver may know the old one or the new."""
    signatures = " ".join(signature(secret, id, at, body) for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": str(at), "webhook-signature": signatures}
