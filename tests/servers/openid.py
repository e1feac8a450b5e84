"""Providers of sign-in on loopback: a real OpenID Provider (npm's `oidc-provider`, started with node), and a server of
ours that speaks the endpoints that GitHub and GitLab document, and can be told to misbehave.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

SCRIPT = Path(__file__).parents[1] / "studio" / "oidc"
CLIENT_ID, CLIENT_SECRET = "studio", "a secret of the client"


# --- the real one ---------------------------------------------------------------------------------------------------


def missing_node() -> str | None:
    """Why there can be no real provider; None: there can."""
    lacks = [program for program in ("node", "npm") if shutil.which(program) is None]
    return f"no {' and no '.join(lacks)} on this machine" if lacks else None


def installed() -> Path:
    """The folder where the provider and its packages are; installed once for each lock file and script."""
    wanted = [(SCRIPT / name).read_bytes() for name in ("package-lock.json", "provider.mjs")]
    place = Path(sys.prefix) / f"openid-provider-{hashlib.sha256(b''.join(wanted)).hexdigest()[:16]}"
    if place.exists():
        return place
    draft = Path(tempfile.mkdtemp(dir=place.parent))
    for name in ("package.json", "package-lock.json", ".npmrc", "provider.mjs"):
        shutil.copy(SCRIPT / name, draft)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit"], cwd=draft, check=True, capture_output=True)
    try:
        draft.rename(place)
    except OSError:  # another test process was quicker
        shutil.rmtree(draft)
    return place


@contextmanager
def serving_openid(redirect_uri: str) -> Iterator[str]:
    """A running provider that knows the client; its issuer."""
    place = installed()
    with subprocess.Popen(
        ["node", "provider.mjs", redirect_uri], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            issuer = process.stdout.readline().strip()
            assert issuer.startswith("http://127.0.0.1:"), "the provider did not start"
            yield issuer
        finally:
            process.kill()


def sign_in_at(address: str, name: str) -> str:
    """What a person does in the browser at the real provider, or refuses; the address that they are sent back to."""
    with httpx2.Client(follow_redirects=False, timeout=90) as browser:
        for _ in range(12):
            page = browser.get(address)
            if page.status_code == 200:
                prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
                action = re.search(r'action="([^"]+)"', page.text)
                assert prompt, page.text
                assert action
                form = {"prompt": prompt[1], "login": name, "password": "any"}
                page = browser.post(httpx2.URL(address).join(action[1]), data=form)
            assert page.is_redirect, page.text
            address = str(httpx2.URL(str(page.url)).join(page.headers["location"]))
            if "/callback?" in address:
                return address
    raise AssertionError("the provider sends in circles")


def refuse_at(address: str) -> str:
    """Somebody presses *cancel* there."""
    with httpx2.Client(follow_redirects=True, timeout=90) as browser:
        page = browser.get(address)
        abort = re.search(r'href="([^"]+/abort)"', page.text)
        assert abort, page.text
        address = str(page.url.join(abort[1]))
        for _ in range(5):
            answer = browser.get(address, follow_redirects=False)
            address = str(answer.url.join(answer.headers["location"]))
            if "/callback?" in address:
                return address
    raise AssertionError("the provider sends in circles")


# --- GitHub and GitLab, by their documents --------------------------------------------------------------------------


@dataclass
class Forge:
    """What the server has been told, and what it is to say. Change the fields between requests."""

    url: str = ""
    user: dict[str, Any] = field(
        default_factory=lambda: {"id": 42, "login": "octo-jane", "name": "Jane", "email": None}
    )
    emails: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"email": "old@example.com", "primary": False, "verified": True, "visibility": None},
            {"email": "jane@example.com", "primary": True, "verified": True, "visibility": "private"},
        ]
    )
    #: Changes the claims of an identity token before it is signed.
    claims: Callable[[dict[str, Any]], None] = lambda _: None
    #: Makes the identity token of claims in another way.
    signed: Callable[[dict[str, Any]], str] | None = None
    #: Path → (status, body) instead of what would be said there.
    instead: dict[str, tuple[int, Any]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def go(self, address: str) -> str:
        """Somebody who is signed in at the forge says yes; where they are sent back to."""
        answer = httpx2.get(address, follow_redirects=False)
        assert answer.is_redirect, answer.text
        return str(answer.headers["location"])

    def token(self, claims: dict[str, Any]) -> str:
        self.claims(claims)
        if self.signed:
            return self.signed(claims)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


@contextmanager
def serving_forge() -> Iterator[Forge]:
    """GitHub (as an Enterprise Server, whose API is below its address) and GitLab at one address."""
    forge = Forge()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            self.answer(parts.path, query)

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(urlsplit(self.path).path, {key: values[0] for key, values in parse_qs(text).items()})

        def answer(self, path: str, sent: dict[str, str]) -> None:
            if path in forge.instead:
                self.say(*forge.instead[path])
            elif path in ("/login/oauth/authorize", "/oauth/authorize"):
                code = f"code-{len(forge.codes)}"
                forge.codes[code] = sent
                self.send_response(302)
                back = urlencode({"code": code, "state": sent["state"]})
                self.send_header("Location", f"{sent['redirect_uri']}?{back}")
                self.end_headers()
            elif path in ("/login/oauth/access_token", "/oauth/token"):
                self.give_token(path, sent)
            elif path == "/.well-known/openid-configuration":
                self.say(200, discovery(forge.url))
            elif path == "/oauth/discovery/keys":
                self.say(200, {"keys": [forge.key.as_dict(private=False)]})
            elif self.headers.get("Authorization") != "Bearer gho_right":
                self.say(401, {"message": "Requires authentication"})
            elif path in ("/api/v3/user", "/api/v3/user/emails"):
                self.say(200, forge.user if path.endswith("user") else forge.emails)
            else:
                self.say(404, {"message": "Not Found"})

        def give_token(self, path: str, sent: dict[str, str]) -> None:
            asked = forge.codes.pop(sent.get("code", ""), None)
            basic = self.headers.get("Authorization", "").removeprefix("Basic ")
            id, _, secret = base64.b64decode(basic).decode().partition(":")
            proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
            right = (
                asked is not None
                and (sent.get("client_id", id), sent.get("client_secret", secret)) == (CLIENT_ID, CLIENT_SECRET)
                and asked["code_challenge"] == proof.decode().rstrip("=")
                and asked["redirect_uri"] == sent["redirect_uri"]
            )
            if asked is None or not right:
                # GitHub says so with 200, GitLab with 400
                status, error = (200, "bad_verification_code") if path.startswith("/login") else (400, "invalid_grant")
                self.say(status, {"error": error, "error_description": "The code passed is incorrect or expired."})
                return
            given: dict[str, Any] = {"access_token": "gho_right", "token_type": "bearer", "scope": asked["scope"]}
            if "openid" in asked["scope"]:
                now = int(time.time())
                given["id_token"] = forge.token(
                    {
                        "iss": forge.url, "sub": "42", "aud": CLIENT_ID, "iat": now, "exp": now + 120,
                        "nonce": asked["nonce"], "name": "Jane", "nickname": "jane", "preferred_username": "jane",
                        "email": "jane@example.com", "email_verified": True,
                    }
                )  # fmt: skip
            self.say(200, given)

        def say(self, status: int, body: Any) -> None:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def discovery(url: str) -> dict[str, Any]:
    """As GitLab's, as far as it matters."""
    return {
        "issuer": url,
        "authorization_endpoint": f"{url}/oauth/authorize",
        "token_endpoint": f"{url}/oauth/token",
        "userinfo_endpoint": f"{url}/oauth/userinfo",
        "jwks_uri": f"{url}/oauth/discovery/keys",
        "response_types_supported": ["code"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["plain", "S256"],
    }
