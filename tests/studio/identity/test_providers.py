"""Signing in elsewhere: with a real OpenID Provider, and with servers that speak GitHub's and GitLab's documents."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from gto_studio.errors import WrongSettings
from gto_studio.identity.providers import configured
from gto_studio.settings import Settings
from gto_studio.store.connection import Store
from gto_studio.store.owned import people
from servers.openid import (
    CLIENT_ID,
    CLIENT_SECRET,
    Forge,
    discovery,
    missing_node,
    refuse_at,
    serving_forge,
    serving_openid,
    sign_in_at,
)
from studio.web.serving import HERE, Role, Site, a_site

MUST_HAVE_NODE = bool(os.environ.get("GTO_REQUIRE_NODE"))


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    if (reason := missing_node()) and not MUST_HAVE_NODE:
        pytest.skip(reason)
    with serving_openid(f"{HERE}/auth/sign-in/oidc/callback") as found:
        yield found


@pytest.fixture(scope="module")
def serving() -> Iterator[Forge]:
    with serving_forge() as forge:
        yield forge


@pytest.fixture
def forge(serving: Forge) -> Forge:
    """As if it had just been started."""
    fresh = Forge(serving.url, key=serving.key)
    serving.__dict__.update(fresh.__dict__)
    return serving


@contextmanager
def with_openid(store: Store, folder: Path, issuer: str, **settings: Any) -> Iterator[Site]:
    known = {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    with a_site(store, folder, **{**known, "sign_up": True, **settings}) as site:
        yield site


@contextmanager
def with_forge(store: Store, folder: Path, kind: str, forge: Forge, **settings: Any) -> Iterator[Site]:
    known = {f"{kind}_url": forge.url, f"{kind}_client_id": CLIENT_ID, f"{kind}_client_secret": CLIENT_SECRET}
    with a_site(store, folder, **{**known, "sign_up": True, **settings}) as site:
        yield site


def leave(browser: TestClient, provider: str, wanted: str = "/models") -> str:
    """Where the browser is sent."""
    answer = browser.get(f"/auth/sign-in/{provider}", params={"to": wanted})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def signed_in(browser: TestClient) -> str | None:
    person = browser.get("/api/me").json()["person"]
    return person and person["username"]


# --- the real provider ----------------------------------------------------------------------------------------------


def test_somebody_new_signs_in_and_is_known_the_next_time(store: Store, tmp_path: Path, issuer: str) -> None:
    with with_openid(store, tmp_path, issuer, sign_up_team="main") as site:
        browser = site.client()
        assert browser.get("/api/me").json()["sign_in"][1] == {
            "id": "oidc", "name": "OpenID", "url": "/auth/sign-in/oidc"
        }  # fmt: skip
        back = sign_in_at(leave(browser, "oidc"), "jane")
        answer = browser.get(back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/models")
        me = browser.get("/api/me").json()
        assert me["person"]["username"] == "jane"
        assert me["person"]["name"] == "Jane  of  the provider"  # without the signs that would break a tag
        assert me["person"]["email"] == "jane@example.com"
        assert [(team["slug"], team["role"]) for team in me["teams"]] == [("main", "viewer")]
        # what the browser kept meanwhile is gone, and the same answer does not work twice
        assert not [name for name in browser.cookies if name.endswith("-away")]
        assert browser.get(back).status_code == 403
        another = site.client()
        another.get(sign_in_at(leave(another, "oidc"), "jane"))
        assert another.get("/api/me").json()["person"]["id"] == me["person"]["id"]


def test_the_request_carries_what_binds_the_answer_to_it(store: Store, tmp_path: Path, issuer: str) -> None:
    with with_openid(store, tmp_path, issuer) as site:
        query = parse_qs(urlsplit(leave(site.client(), "oidc")).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["redirect_uri"] == [f"{HERE}/auth/sign-in/oidc/callback"]
        assert all(len(query[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))


def test_an_answer_belongs_to_the_browser_that_asked(store: Store, tmp_path: Path, issuer: str) -> None:
    """Otherwise a link could sign a victim in as its sender."""
    with with_openid(store, tmp_path, issuer) as site:
        back = sign_in_at(leave(site.client(), "oidc"), "mallory")
        for victim in (site.client(), site.client()):
            answer = victim.get(back)
            assert answer.status_code == 403
            assert "does not belong to a sign-in that was begun in this browser" in answer.text
            assert signed_in(victim) is None
            leave(victim, "oidc")  # and neither if the victim is just signing in


def test_any_state_but_the_right_one_is_no_answer(store: Store, tmp_path: Path, forge: Forge) -> None:
    with with_forge(store, tmp_path, "github", forge) as site:
        browser = site.client()
        for state in ("", "x", "%C3%A9", "%FF", "x" * 10_000):
            leave(browser, "github")
            answer = browser.get(f"/auth/sign-in/github/callback?code=x&state={state}")
            assert answer.status_code == 403, state
            assert "does not belong to a sign-in that was begun in this browser" in answer.text


def test_who_refuses_there_is_told_so_on_a_page(store: Store, tmp_path: Path, issuer: str) -> None:
    with with_openid(store, tmp_path, issuer) as site:
        browser = site.client()
        answer = browser.get(refuse_at(leave(browser, "oidc")))
        assert answer.status_code == 403
        assert answer.headers["content-type"].startswith("text/html")
        assert "OpenID did not let you in: End-User aborted interaction" in answer.text
        assert "<script" not in answer.text


def test_an_account_that_is_there_is_taken_over_only_where_the_provider_is_trusted(
    store: Store, tmp_path: Path, issuer: str
) -> None:
    with with_openid(store, tmp_path, issuer) as site:
        site.person("jane", red=Role.EDITOR)
        browser = site.client()
        answer = browser.get(sign_in_at(leave(browser, "oidc"), "jane"))
        assert answer.status_code == 403
        assert "There is an account with this e-mail address already" in answer.text
    with with_openid(store, tmp_path, issuer, trusted_for_email="oidc") as site:
        browser = site.client()
        assert browser.get(sign_in_at(leave(browser, "oidc"), "jane")).status_code == 303
        assert browser.get("/api/me").json()["teams"][0]["slug"] == "red"
        site.person("unverified")
        site.person("squatter", vouched=False)
        for name in ("unverified", "squatter"):
            browser = site.client()
            assert browser.get(sign_in_at(leave(browser, "oidc"), name)).status_code == 403


def test_who_is_signed_in_connects_the_provider_to_the_account(store: Store, tmp_path: Path, issuer: str) -> None:
    with with_openid(store, tmp_path, issuer, sign_up=False) as site:
        headers = site.session(site.person("jane"))
        stranger = site.client()
        answer = stranger.get(sign_in_at(leave(stranger, "oidc"), "joe"))
        assert "There is no account for you on this server" in answer.text
        browser = site.client()
        browser.cookies.set(*headers["Cookie"].split("="))
        assert browser.get(sign_in_at(leave(browser, "oidc"), "joe")).status_code == 303
        stranger.get(sign_in_at(leave(stranger, "oidc"), "joe"))
        assert signed_in(stranger) == "jane"


def test_a_disabled_account_stays_out(store: Store, tmp_path: Path, issuer: str) -> None:
    with with_openid(store, tmp_path, issuer) as site:
        browser = site.client()
        browser.get(sign_in_at(leave(browser, "oidc"), "jane"))
        with site.store.writing() as connection:
            found = people.by_login(connection, "jane")
            assert found is not None
            people.change(connection, found.id, {"disabled": True})
        browser = site.client()
        assert "This account is disabled" in browser.get(sign_in_at(leave(browser, "oidc"), "jane")).text


def test_without_an_address_there_is_no_account(store: Store, tmp_path: Path, issuer: str) -> None:
    with with_openid(store, tmp_path, issuer) as site:
        browser = site.client()
        assert "tags need one" in browser.get(sign_in_at(leave(browser, "oidc"), "nameless")).text


# --- GitHub and GitLab ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "username"), [("github", "octo-jane"), ("gitlab", "jane")])
def test_signing_in_at_a_forge(store: Store, tmp_path: Path, forge: Forge, kind: str, username: str) -> None:
    with with_forge(store, tmp_path, kind, forge) as site:
        for _ in range(2):
            browser = site.client()
            answer = browser.get(forge.go(leave(browser, kind, "/models?stage=prod")))
            assert (answer.status_code, answer.headers["location"]) == (303, "/models?stage=prod")
            assert signed_in(browser) == username
        assert browser.get("/api/me").json()["person"]["email"] == "jane@example.com"


def test_at_github_it_is_the_number_that_counts(store: Store, tmp_path: Path, forge: Forge) -> None:
    """A login can be given up and taken by somebody else."""
    with with_forge(store, tmp_path, "github", forge) as site:
        browser = site.client()
        browser.get(forge.go(leave(browser, "github")))
        forge.user |= {"id": 43}
        browser = site.client()
        answer = browser.get(forge.go(leave(browser, "github")))
        assert answer.status_code == 403
        forge.emails = [{"email": "other@example.com", "primary": True, "verified": False}]
        browser.get(forge.go(leave(browser, "github")))
        assert signed_in(browser) == "octo-jane2"


def unsigned(claims: dict[str, Any]) -> str:
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims)
    )
    return ".".join((*parts, ""))


STRANGE = RSAKey.generate_key(2048, {"kid": "one"})
LIES: dict[str, dict[str, Any]] = {
    "somebody else's audience": {"claims": lambda claims: claims.update(aud="another")},
    "several audiences, for another": {"claims": lambda claims: claims.update(aud=[CLIENT_ID, "b"], azp="b")},
    "another issuer": {"claims": lambda claims: claims.update(iss="https://evil.example")},
    "another request's nonce": {"claims": lambda claims: claims.update(nonce="another")},
    "no nonce": {"claims": lambda claims: claims.pop("nonce")},
    "yesterday's token": {"claims": lambda claims: claims.update(iat=1, exp=2)},
    "no subject": {"claims": lambda claims: claims.pop("sub")},
    "a strange key": {"signed": lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, STRANGE)},
    "no signature": {"signed": unsigned},
    "the client's secret as key": {
        "signed": lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET * 2))
    },
    "no token at all": {"instead": {"/oauth/token": (200, {"access_token": "x", "token_type": "bearer"})}},
    "an error": {"instead": {"/oauth/token": (400, {"error": "invalid_grant"})}},
    "another issuer in its description": {
        "instead": {"/.well-known/openid-configuration": (200, discovery("https://evil.example"))}
    },
    "no JSON": {"instead": {"/oauth/discovery/keys": (200, b"<html>")}},
    "a list": {"instead": {"/oauth/token": (200, [])}},
    "out of order": {"instead": {"/oauth/token": (503, {})}},
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_a_provider_must_not_say(tmp_path: Path, prepared_sqlite: Path, forge: Forge, lie: str) -> None:
    (tmp_path / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    with with_forge(store, tmp_path, "gitlab", forge) as site:
        browser = site.client()
        back = forge.go(leave(browser, "gitlab"))
        forge.__dict__.update(LIES[lie])
        answer = browser.get(back)
        assert answer.status_code == 403
        assert "GitLab" in answer.text
        assert signed_in(browser) is None
        assert site.client().get("/api/me").status_code == 200
    store.close()


def test_a_code_that_github_does_not_know(store: Store, tmp_path: Path, forge: Forge) -> None:
    """GitHub says so with status 200."""
    with with_forge(store, tmp_path, "github", forge) as site:
        browser = site.client()
        back = forge.go(leave(browser, "github"))
        forge.codes.clear()
        answer = browser.get(back)
        assert (answer.status_code, signed_in(browser)) == (403, None)
        assert "bad_verification_code" in answer.text


def test_a_provider_that_is_away_is_named(store: Store, tmp_path: Path) -> None:
    with with_openid(store, tmp_path, "http://127.0.0.1:9") as site:
        answer = site.client().get("/auth/sign-in/oidc")
        assert answer.status_code == 403
        assert "OpenID did not answer as it should" in answer.text


def test_what_a_provider_says_becomes_no_markup(store: Store, tmp_path: Path, forge: Forge) -> None:
    with with_forge(store, tmp_path, "github", forge) as site:
        browser = site.client()
        state = parse_qs(urlsplit(leave(browser, "github")).query)["state"][0]
        evil = {"state": state, "error": "x", "error_description": "<script>alert(1)</script>"}
        answer = browser.get("/auth/sign-in/github/callback", params=evil)
        assert "&lt;script&gt;" in answer.text
        assert "<script" not in answer.text


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_after_signing_in_nobody_is_sent_elsewhere(store: Store, tmp_path: Path, forge: Forge, wanted: str) -> None:
    """Open redirect."""
    with with_forge(store, tmp_path, "github", forge) as site:
        browser = site.client()
        answer = browser.get(forge.go(leave(browser, "github", wanted)))
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_there_is_no_way_to_sign_in_that_is_not_set_up(store: Store, tmp_path: Path, forge: Forge) -> None:
    with with_forge(store, tmp_path, "github", forge) as site:
        assert site.client().get("/auth/sign-in/gitlab").status_code == 404
    with with_forge(store, tmp_path, "github", forge, accounts=False) as site:
        assert site.client().get("/auth/sign-in/github").status_code == 404


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"oidc_client_id": "x", "oidc_client_secret": "y"}, "set up only in part"),
        ({"github_client_id": "x"}, "set up only in part"),
        ({"gitlab_client_id": "x", "gitlab_client_secret": "y", "gitlab_url": "http://gitlab.lan"}, "https://"),
        ({"trusted_for_email": "github, facebook"}, "no provider 'facebook'"),
    ],
)
def test_settings_that_cannot_work_stop_the_start(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(WrongSettings, match=says):
        configured(Settings(**settings))


def test_the_known_addresses() -> None:
    found = configured(Settings(github_client_id="x", github_client_secret="y", trusted_for_email="github"))
    assert found.keys() == {"github"}
    assert found["github"].trusted
    address, flow = found["github"].begin("https://studio.example.com/auth/sign-in/github/callback")
    assert address.startswith("https://github.com/login/oauth/authorize?")
    assert flow.state in address
