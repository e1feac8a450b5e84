"""The private key of an app: what is one, and what is wrong with all else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from gto_studio.errors import WrongInput
from gto_studio.identity.app_keys import entered
from servers.apps import PRIVATE_KEY, PUBLIC_KEY


def written(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    form: PrivateFormat = PrivateFormat.PKCS8,
    encryption: KeySerializationEncryption | None = None,
) -> str:
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n"])
def test_a_key_however_its_lines_end(end: str) -> None:
    assert entered(f"\n {PRIVATE_KEY.replace(chr(10), end)} ") == PRIVATE_KEY


def test_a_key_in_the_newer_form() -> None:
    text = written(rsa.generate_private_key(65537, 2048))
    assert entered(text) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no PEM"),
        ("ghp_0123456789", "no PEM"),
        (f"-----BEGIN {chr(0xD800)}", "no PEM"),
        (PUBLIC_KEY, "public key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----", "ssh"),
        (PRIVATE_KEY[: len(PRIVATE_KEY) // 2], "whole file"),
        (written(ec.generate_private_key(ec.SECP256R1())), "no RSA"),
        (written(rsa.generate_private_key(65537, 1024)), "1024 bits"),
        (
            written(rsa.generate_private_key(65537, 2048), PrivateFormat.PKCS8, BestAvailableEncryption(b"word")),
            "encrypted",
        ),
    ],
    ids=["nothing", "token", "half a letter", "public", "ssh", "cut", "curve", "short", "encrypted"],
)
def test_what_is_no_key(text: str, says: str) -> None:
    with pytest.raises(WrongInput) as refused:
        entered(text)
    assert says in refused.value.fields["private_key"]
    assert "MII" not in str(refused.value.fields)
