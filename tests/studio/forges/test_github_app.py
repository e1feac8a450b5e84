"""How an app is let in: what it signs, where it is found to be installed, and every way in which it is not. That one is
asked as any forge is asked, test_contract.py says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import RSAKey

from gto.data.reach import Reach
from gto_studio.errors import AppNotInstalled, AppRefused, ForgeRefused, NoRight
from gto_studio.forges.contract import App, Credential, Hook, Rights
from gto_studio.forges.github import calling
from gto_studio.forges.github_app import GitHubApp, let_in, proof
from gto_studio.forges.opening import for_git
from servers.apps import PRIVATE_KEY, PUBLIC_KEY
from servers.forge import Forge
from studio.forges.answering import answering, said
from studio.forges.descriptions.described import check

NEARBY = Reach(private=True)
APP = App("4711", PRIVATE_KEY)
MAY = {"contents": "write", "metadata": "read"}


@pytest.fixture
def hosted(forge: Forge) -> Iterator[Forge]:
    """A forge whose questions are held against GitHub's description."""
    forge.repository("acme/models", private=True, bot="write").commit("main", {"readme": "models\n"})
    yield forge
    check("github-app", forge.questions)


def test_what_an_app_signs() -> None:
    token = jwt.decode(proof(APP, 1_700_000_000.9), RSAKey.import_key(PUBLIC_KEY), algorithms=["RS256"])
    assert token.claims == {"iss": "4711", "iat": 1_699_999_940, "exp": 1_700_000_480}
    assert token.header == {"alg": "RS256", "typ": "JWT"}
    assert token.claims["exp"] - token.claims["iat"] <= 600
    assert "PRIVATE" not in repr(APP)


@pytest.mark.parametrize(
    ("web_url", "api"),
    [
        ("https://github.com", "https://api.github.com"),
        ("https://acme.ghe.com", "https://api.acme.ghe.com"),
        ("https://github.example.com", "https://github.example.com/api/v3"),
        ("https://git.example.com/github/", "https://git.example.com/github/api/v3"),
    ],
)
def test_where_a_github_is_asked(web_url: str, api: str) -> None:
    caller = calling(web_url, "t", NEARBY)
    caller.close()
    assert caller.base == api


def test_it_is_found_where_it_is_installed_and_let_in(hosted: Forge) -> None:
    there = hosted.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **MAY)
    found = let_in(hosted.address, APP, NEARBY, now=time())
    assert found.app == replace(APP, account="acme", installation=there.number)
    assert 3_500 < found.expires - time() <= 3_600
    assert hosted.hosting.whose(found.secret) == "bot"
    assert found.secret not in repr(found)
    hosted.questions.clear()
    let_in(hosted.address, found.app, NEARBY, now=time())
    assert [question.method for question in hosted.questions] == ["POST"]  # it is known where


def test_one_of_several_is_chosen_by_its_account(hosted: Forge) -> None:
    for account in ("acme", "beta"):
        hosted.hosting.install("4711", PUBLIC_KEY, account, "bot", **MAY)
    assert let_in(hosted.address, replace(APP, account="Beta"), NEARBY, now=time()).app.account == "beta"
    with pytest.raises(AppNotInstalled, match="for several: acme, beta"):
        let_in(hosted.address, APP, NEARBY, now=time())
    with pytest.raises(AppNotInstalled, match="not installed for 'gamma', only for acme, beta"):
        let_in(hosted.address, replace(APP, account="gamma"), NEARBY, now=time())


def test_one_that_was_installed_again_is_found_again(hosted: Forge) -> None:
    there = hosted.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **MAY)
    gone = replace(APP, account="acme", installation=there.number + 1_000)
    assert let_in(hosted.address, gone, NEARBY, now=time()).app.installation == there.number


def test_an_app_that_is_installed_nowhere(hosted: Forge) -> None:
    there = hosted.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **MAY)
    with pytest.raises(AppRefused):  # no app has this id
        let_in(hosted.address, replace(APP, id="4712"), NEARBY, now=time())
    hosted.hosting.suspend(there)
    for app in (APP, replace(APP, installation=there.number)):
        with pytest.raises(AppNotInstalled, match="suspended"):
            let_in(hosted.address, app, NEARBY, now=time())


def test_the_key_of_another_app_and_a_wrong_clock(hosted: Forge) -> None:
    hosted.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **MAY)
    other = rsa.generate_private_key(65537, 2048)
    key = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(AppRefused, match="does not take the app's key") as refused:
        let_in(hosted.address, replace(APP, key=key), NEARBY, now=time())
    assert key not in str(refused.value)
    with pytest.raises(AppRefused):
        let_in(hosted.address, APP, NEARBY, now=time() + 3_600)


@pytest.mark.parametrize(
    "answer",
    [said(404), said(200, {"hello": "world"}), said(200, "hello"), (200, {}, b"<html>"), said(302, Location="/login")],
    ids=["nothing there", "another API", "a word", "a page", "a sign-in"],
)
def test_an_address_that_is_not_githubs(answer: tuple[int, dict[str, str], bytes]) -> None:
    with answering() as server:
        server.answers = [answer]
        with pytest.raises(ForgeRefused) as refused:
            let_in(server.url, APP, NEARBY, now=time())
        assert "address" in (refused.value.hint or "")
        assert "Authorization" in server.heard[0][2]


def test_nobody_has_said_where_it_is_installed() -> None:
    assert for_git("github", Credential("app", "ghs_x", "bot", APP)) == ("x-access-token", "ghs_x")
    with pytest.raises(ValueError, match="not let in"):
        GitHubApp("https://github.example", Credential("app", "ghs_x", "bot", APP), NEARBY)


def test_a_token_that_is_taken_no_more_is_renewed_once(hosted: Forge) -> None:
    there = hosted.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **MAY)
    app = replace(APP, account="acme", installation=there.number)
    renewals: list[str] = []

    def anew() -> str:
        renewals.append(let_in(hosted.address, app, NEARBY, now=time()).secret)
        return renewals[-1]

    forge = GitHubApp(hosted.address, Credential("app", "ghs_revoked", app=app, anew=anew), NEARBY)
    assert [one.name for one in forge.repositories()] == ["acme/models"]
    assert forge.find_pull_request("acme/models", "topic", "main") is None
    assert len(renewals) == 1
    forge.close()


def test_what_is_public_is_not_therefore_the_apps(hosted: Forge) -> None:
    """Any app may read it; only one that is installed there may write."""
    there = hosted.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **MAY)
    hosted.repository("other/open", sue="write")
    hosted.hosting.install("4711", PUBLIC_KEY, "other", "sue", **MAY)
    token = let_in(hosted.address, replace(APP, account="acme"), NEARBY, now=time())
    forge = GitHubApp(hosted.address, Credential("app", token.secret, app=token.app), NEARBY)
    assert forge.rights("acme/models") == Rights(read=True, write=True, admin=False)
    assert forge.rights("other/open") == Rights(read=False, write=False, admin=False)
    hosted.hosting.suspend(there)
    assert forge.rights("acme/models") == Rights(read=False, write=False, admin=False)
    with pytest.raises(AppNotInstalled, match="installed for 'acme', and suspended"):
        forge.who()
    forge.close()


def test_a_permission_that_is_missing_is_named() -> None:
    with answering() as server:
        words = {"message": "Resource not accessible by integration"}
        server.answers = [said(403, words, X_Accepted_GitHub_Permissions="repository_hooks=write")]
        app = replace(APP, account="acme", installation=1)
        forge = GitHubApp(server.url, Credential("app", "ghs_x", app=app), NEARBY)
        with pytest.raises(NoRight) as refused:
            forge.ensure_hook("acme/models", Hook("https://studio.example/hook", "s"))
        assert "repository_hooks=write" in (refused.value.hint or "")
        assert "not accessible by integration" in refused.value.message
        forge.close()
