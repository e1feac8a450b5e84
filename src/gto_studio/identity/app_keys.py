"""The private key of an app, as somebody enters it."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from gto_studio.errors import WrongInput

#: Forges make them of 2048 bits or more.
BITS_MIN = 2048


def entered(text: str) -> str:
    """A key that an app can sign with, as it is kept. `text` is the file that the forge gave, its line ends perhaps
    written as `\\n`, as in a variable of the environment. WrongInput, with what is wrong as the field `private_key`."""
    pem = text.replace("\\n", "\n").replace("\r\n", "\n").strip()
    if "PUBLIC KEY-----" in pem:
        raise _wrong("this is a public key; the forge gave you the private one when you made it, a file .pem")
    if not pem.startswith("-----BEGIN ") or not pem.isascii():
        raise _wrong("this is no PEM: paste the whole file, from -----BEGIN to the last line")
    if "OPENSSH PRIVATE KEY" in pem:
        raise _wrong("this is a key for ssh; an app has one of its own, made on its page")
    try:
        key = load_pem_private_key(pem.encode(), None)
    except TypeError:
        raise _wrong("it is encrypted by a password; the forge gives it without") from None
    except (ValueError, UnsupportedAlgorithm):
        raise _wrong("this PEM cannot be read: is it the whole file, line by line?") from None
    if not isinstance(key, RSAPrivateKey):
        raise _wrong("this is no RSA key, and apps sign by no other")
    if key.key_size < BITS_MIN:
        raise _wrong(f"it has {key.key_size} bits, and {BITS_MIN} are the fewest")
    return pem + "\n"


def _wrong(what: str) -> WrongInput:
    return WrongInput("That is not the key of an app", fields={"private_key": what})
