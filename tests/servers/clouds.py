"""Google Cloud Storage and Azure Blob Storage as far as objects are read there, on loopback.

Requests are refused that the real ones would refuse: each signature is computed here anew, from what arrived.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from joserfc import jwt
from joserfc.jwk import RSAKey

#: (status, body, more headers)
Answer = tuple[int, bytes, dict[str, str]]


@dataclass
class Cloud:
    objects: dict[str, bytes] = field(default_factory=dict)
    url: str = ""


@contextmanager
def google() -> Iterator[tuple[Cloud, str]]:
    """A bucket's server, and the key file of a service account that it knows."""
    cloud, key = Cloud(), rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    email = "reader@project.iam.gserviceaccount.com"

    def answer(method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(target)
        if (method, parts.path) == ("POST", "/token"):
            form = dict(parse_qsl(body.decode()))
            claims = jwt.decode(form["assertion"], RSAKey.import_key(pem)).claims
            right = claims["iss"] == email and claims["aud"] == f"{cloud.url}/token" and claims["exp"] > time.time()
            granted = form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer" and right
            return (200, b'{"access_token": "ya29.x", "expires_in": 3599}', {}) if granted else (400, b"{}", {})
        if parts.path.startswith("/storage/v1/b/"):
            if headers.get("authorization") != "Bearer ya29.x":
                return 401, b"{}", {}
            bucket, _, name = parts.path.removeprefix("/storage/v1/b/").partition("/o/")
            assert parse_qs(parts.query)["alt"] == ["media"]
            return _object(cloud, f"{bucket}/{unquote(name)}", headers.get("range"))
        query = dict(parse_qsl(parts.query))
        signature = bytes.fromhex(query.pop("X-Goog-Signature", ""))
        canonical = urlencode(sorted(query.items()), quote_via=quote, safe="")
        request = f"GET\n{parts.path}\n{canonical}\nhost:{headers['host']}\n\nhost\nUNSIGNED-PAYLOAD"
        scope = query["X-Goog-Credential"].removeprefix(f"{email}/")
        text = f"GOOG4-RSA-SHA256\n{query['X-Goog-Date']}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        try:
            key.public_key().verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return 403, b"<Code>SignatureDoesNotMatch</Code>", {}
        return _object(cloud, unquote(parts.path).lstrip("/"), headers.get("range"))

    with _serving(cloud, answer):
        account = {"type": "service_account", "client_email": email, "private_key": pem}
        yield cloud, json.dumps({**account, "token_uri": f"{cloud.url}/token"})


@contextmanager
def azure(account: str, key: str) -> Iterator[Cloud]:
    """An account's server, at `…/ACCOUNT` as local ones have it."""
    cloud = Cloud()

    def mac(text: str) -> str:
        return base64.b64encode(hmac.digest(base64.b64decode(key), text.encode(), "sha256")).decode()

    def answer(method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        name = unquote(parts.path).removeprefix(f"/{account}/")
        if "sig" in query:
            resource = f"/blob/{account}/{name}"
            lines = [query["sp"], "", query["se"], resource, "", "", query["spr"], query["sv"], query["sr"]]
            lines += ["", "", "", query["rscd"], "", "", ""]
            right = query["sig"] == mac("\n".join(lines))
        else:
            ours = sorted((one, value) for one, value in headers.items() if one.startswith("x-ms-"))
            said = "".join(f"{one}:{value}\n" for one, value in ours)
            text = "GET" + "\n" * 12 + said + f"/{account}{parts.path}"
            right = headers.get("authorization") == f"SharedKey {account}:{mac(text)}"
        if not right:
            return 403, b"<Code>AuthenticationFailed</Code>", {}
        return _object(cloud, name, headers.get("x-ms-range") or headers.get("range"))

    with _serving(cloud, answer):
        cloud.url = f"{cloud.url}/{account}"
        yield cloud


def _object(cloud: Cloud, name: str, part: str | None) -> Answer:
    data = cloud.objects.get(name)
    if data is None:
        return 404, b"", {}
    if part is None:
        return 200, data, {}
    first, _, last = part.removeprefix("bytes=").partition("-")
    start, end = int(first), min(int(last) + 1 if last else len(data), len(data))
    if start >= len(data):
        return 416, b"", {"Content-Range": f"bytes */{len(data)}"}
    return 206, data[start:end], {"Content-Range": f"bytes {start}-{end - 1}/{len(data)}"}


@contextmanager
def _serving(cloud: Cloud, answer: Callable[[str, str, dict[str, str], bytes], Answer]) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            status, data, more = answer(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - as the base class names them

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    cloud.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
