"""The keys of apps, for tests: made anew for each run."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


def _made() -> tuple[str, str]:
    """A private key as GitHub gives it, and its public one."""
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return private.decode(), key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


PRIVATE_KEY, PUBLIC_KEY = _made()
OTHER_PRIVATE_KEY, OTHER_PUBLIC_KEY = _made()
