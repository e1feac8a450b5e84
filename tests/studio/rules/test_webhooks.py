"""Hooks: proofs as each vendor describes them, on payloads written after its published examples."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules import addresses
from gto_studio.rules.webhooks import KINDS, commit_of, judge, meant, post_receive, sign

SECRET = "It's a Secret to Everybody"


def test_github_s_own_example_of_a_signature() -> None:
    """Its documentation gives this body, secret and digest for anybody to check with."""
    said = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert sign(b"Hello, World!", SECRET) == said
    headers = {"x-hub-signature-256": f"sha256={said}", "x-github-event": "push"}
    assert judge("github", headers, b"Hello, World!", SECRET).is_proved


PUSH = json.dumps({"ref": "refs/tags/churn@v1.0.0", "after": "4f2a9c1", "deleted": False}).encode()


def proved(kind: str, body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The headers with which each vendor sends a push."""
    match kind:
        case "github":
            return {
                "x-github-event": "push",
                "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                "x-hub-signature-256": f"sha256={sign(body, secret)}",
            }
        case "gitlab":
            return {
                "x-gitlab-event": "Tag Push Hook",
                "x-gitlab-webhook-uuid": "6a1d2c3b",
                "x-gitlab-event-uuid": "13792a34-cac6-4fda-95a8-c58e00a3954e",
                "idempotency-key": "f5e57ebd-5b0c-4b51-8f6c-2a1f5b9d3f0e",
                "x-gitlab-token": secret,
            }
        case "bitbucket":
            return {
                "x-event-key": "repo:push",
                "x-request-uuid": "e6e3a2a1-3d0c-4f5e-9a6d-1c1b2a3d4e5f",
                "x-hub-signature": f"sha256={sign(body, secret)}",
            }
        case "gitea":
            return {"x-gitea-event": "push", "x-gitea-delivery": "f6266f16", "x-gitea-signature": sign(body, secret)}
        case _:
            return {"authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_push_with_a_proof_is_believed(kind: str) -> None:
    verdict = judge(kind, proved(kind, PUSH), PUSH, SECRET)  # type: ignore[arg-type]
    assert verdict.is_proved
    assert verdict.is_push
    assert (verdict.delivery is None) == (kind == "git")


@pytest.mark.parametrize("kind", KINDS)
def test_another_secret_no_proof_and_an_empty_one_are_not(kind: str) -> None:
    wrong = proved(kind, PUSH, "another")
    without = {name: value for name, value in proved(kind, PUSH).items() if not _is_proof(name)}
    empty = {name: "" if _is_proof(name) else value for name, value in proved(kind, PUSH).items()}
    for headers in (wrong, without, empty):
        assert not judge(kind, headers, PUSH, SECRET).is_proved  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("gitlab", "git")])
def test_a_body_that_was_changed_on_the_way_is_not(kind: str) -> None:
    assert not judge(kind, proved(kind, PUSH), PUSH + b" ", SECRET).is_proved  # type: ignore[arg-type]


def test_the_sha1_signature_that_github_also_sends_proves_nothing() -> None:
    headers = {"x-hub-signature": f"sha256={sign(PUSH, SECRET)}", "x-github-event": "push"}
    assert not judge("github", headers, PUSH, SECRET).is_proved


@pytest.mark.parametrize(
    ("kind", "header", "news"),
    [
        ("github", "x-github-event", "ping"),
        ("github", "x-github-event", "issues"),
        ("gitlab", "x-gitlab-event", "Issue Hook"),
        ("bitbucket", "x-event-key", "pullrequest:created"),
        ("gitea", "x-gitea-event", "issues"),
    ],
)
def test_news_that_is_no_push_is_proved_and_no_reason_to_look(kind: str, header: str, news: str) -> None:
    verdict = judge(kind, {**proved(kind, PUSH), header: news}, PUSH, SECRET)  # type: ignore[arg-type]
    assert verdict.is_proved
    assert not verdict.is_push


SHA = "4f2a9c1d" * 5


@pytest.mark.parametrize(
    ("kind", "news", "body"),
    [
        ("github", "status", {"sha": SHA, "state": "success", "context": "ci"}),
        ("github", "check_run", {"action": "completed", "check_run": {"head_sha": SHA}}),
        ("github", "check_suite", {"check_suite": {"head_sha": SHA}}),
        ("github", "workflow_run", {"workflow_run": {"head_sha": SHA}}),
        ("gitlab", "Pipeline Hook", {"object_kind": "pipeline", "object_attributes": {"sha": SHA}}),
        ("gitlab", "Job Hook", {"sha": SHA}),
        (
            "bitbucket",
            "repo:commit_status_updated",
            {"commit_status": {"links": {"commit": {"href": f"https://api.example.com/2.0/x/commit/{SHA}"}}}},
        ),
        ("gitea", "status", {"sha": SHA.upper()}),
        ("gitea", "workflow_run", {"workflow_run": {"head_sha": SHA}}),
    ],
)
def test_what_ci_has_news_of(kind: str, news: str, body: object) -> None:
    verdict = judge(kind, named(kind, news), b"{}", SECRET)  # type: ignore[arg-type]
    assert (verdict.is_check, verdict.is_push, verdict.is_pull) == (True, False, False)
    assert commit_of(kind, json.dumps(body).encode()) == SHA  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "news"),
    [
        ("github", "pull_request"),
        ("gitlab", "Merge Request Hook"),
        ("bitbucket", "pullrequest:fulfilled"),
        ("bitbucket", "pr:merged"),
        ("gitea", "pull_request"),
    ],
)
def test_news_of_a_pull_request(kind: str, news: str) -> None:
    verdict = judge(kind, named(kind, news), b"{}", SECRET)  # type: ignore[arg-type]
    assert (verdict.is_check, verdict.is_push, verdict.is_pull) == (False, False, True)


def test_a_server_whose_news_cannot_be_told_apart_may_mean_anything() -> None:
    verdict = judge("git", proved("git", b""), b"", SECRET)
    assert (verdict.is_check, verdict.is_push, verdict.is_pull) == (True, True, True)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"sha": 1}', b'{"sha": "main"}', b'{"sha": "4f2a9c1"}', b"[" * 9999]
)
def test_a_commit_that_is_told_in_no_form_of_ours(body: bytes) -> None:
    assert commit_of("github", body) is None


def named(kind: str, news: str) -> dict[str, str]:
    """The headers of a proved hook with such news."""
    header = {"github": "x-github-event", "gitlab": "x-gitlab-event", "bitbucket": "x-event-key"}
    return {**proved(kind, b"{}"), header.get(kind, "x-gitea-event"): news}


def test_gitlab_tells_repetitions_by_the_key_that_each_of_them_repeats() -> None:
    assert judge("gitlab", proved("gitlab", b""), b"", SECRET).delivery == "f5e57ebd-5b0c-4b51-8f6c-2a1f5b9d3f0e"


@given(st.sampled_from(KINDS), st.text(), st.binary())
def test_no_header_can_break_it(kind: str, said: str, body: bytes) -> None:
    names = [name for some in KINDS for name in proved(some, b"")]
    assert not judge(kind, dict.fromkeys(names, said), body, SECRET + said).is_proved  # type: ignore[arg-type]


# --- which repository the news is of --------------------------------------------------------------------------------

#: Cut out of the vendors' published examples, as far as they say where a repository is.
NEWS = {
    "github": {
        "ref": "refs/tags/simple-tag",
        "repository": {
            "full_name": "Codertocat/Hello-World",
            "html_url": "https://github.com/Codertocat/Hello-World",
            "clone_url": "https://github.com/Codertocat/Hello-World.git",
            "ssh_url": "git@github.com:Codertocat/Hello-World.git",
            "url": "https://github.com/Codertocat/Hello-World",
        },
    },
    "gitlab": {
        "object_kind": "tag_push",
        "project": {
            "web_url": "http://example.com/jsmith/example",
            "git_ssh_url": "git@example.com:jsmith/example.git",
            "git_http_url": "http://example.com/jsmith/example.git",
            "path_with_namespace": "jsmith/example",
        },
    },
    "bitbucket": {
        "repository": {
            "full_name": "team_name/repo_name",
            "links": {"html": {"href": "https://bitbucket.org/team_name/repo_name"}},
        }
    },
    "gitea": {
        "repository": {
            "html_url": "http://localhost:3000/gitea/webhooks",
            "ssh_url": "ssh://gitea@localhost:2222/gitea/webhooks.git",
            "clone_url": "http://localhost:3000/gitea/webhooks.git",
        }
    },
}
#: Bitbucket's own servers tell all the ways in; so far as it says, the cloud tells one.
BITBUCKET_SERVER = {
    "eventKey": "repo:refs_changed",
    "repository": {
        "links": {
            "clone": [
                {"href": "ssh://git@git.example.com:7999/proj/repository.git", "name": "ssh"},
                {"href": "https://git.example.com/scm/proj/repository.git", "name": "http"},
            ]
        }
    },
}


@pytest.mark.parametrize(
    ("kind", "news", "followed"),
    [
        ("github", NEWS["github"], "git@github.com:codertocat/hello-world.git"),
        ("github", NEWS["github"], "https://github.com/Codertocat/Hello-World"),
        ("gitlab", NEWS["gitlab"], "http://example.com/jsmith/example.git"),
        ("gitlab", NEWS["gitlab"], "git@example.com:jsmith/example.git"),
        ("bitbucket", NEWS["bitbucket"], "git@bitbucket.org:team_name/repo_name.git"),
        ("bitbucket", BITBUCKET_SERVER, "ssh://git@git.example.com:7999/proj/repository.git"),
        ("gitea", NEWS["gitea"], "http://localhost:3000/gitea/webhooks.git"),
        ("gitea", NEWS["gitea"], "ssh://gitea@localhost:2222/gitea/webhooks"),
    ],
)
def test_news_says_where_its_repository_is(kind: str, news: object, followed: str) -> None:
    told = meant(kind, json.dumps(news).encode())  # type: ignore[arg-type]
    here = addresses.read(followed)
    assert any(addresses.same(here, there) for there in told)
    assert not any(addresses.same(addresses.read("https://git.example.com/another.git"), there) for there in told)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload=%7B%7D",
        b"[1]",
        b'{"repository": "x"}',
        b'{"repository": {"clone_url": 7, "ssh_url": null, "html_url": "ext::sh -c id"}}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_news_that_says_it_in_no_form_of_ours_means_nothing(body: bytes) -> None:
    assert [meant(kind, body) for kind in KINDS] == [()] * len(KINDS)


def _is_proof(name: str) -> bool:
    return "signature" in name or name in ("x-gitlab-token", "authorization")


# --- the script for any other server ------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    heard: list[tuple[str, str]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.path, self.headers["Authorization"]))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_script_tells_of_a_push_to_a_real_repository(
    listener: tuple[str, list[tuple[str, str]]], tmp_path: Path
) -> None:
    address, heard = listener
    bare, clone = tmp_path / "bare.git", tmp_path / "clone"
    run = {"check": True, "capture_output": True, "text": True}
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], **run)  # type: ignore[call-overload]
    script = bare / "hooks" / "post-receive"
    script.write_text(post_receive(f"{address}/webhook/git/it's", "se-cret_1"))
    script.chmod(0o755)
    subprocess.run(["git", "clone", "-q", str(bare), str(clone)], **run)  # type: ignore[call-overload]
    commit = ["git", "-C", str(clone), "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q"]
    subprocess.run([*commit, "--allow-empty", "-m", "one"], **run)  # type: ignore[call-overload]
    subprocess.run(["git", "-C", str(clone), "push", "-q", "origin", "HEAD"], **run)  # type: ignore[call-overload]
    assert heard == [("/webhook/git/it's", "Bearer se-cret_1")]


def test_a_push_does_not_fail_because_nobody_listens(tmp_path: Path) -> None:
    script = tmp_path / "post-receive"
    script.write_text(post_receive("http://127.0.0.1:1/webhook/git/x", "s"))
    done = subprocess.run(["sh", str(script)], input="", capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "it will see it at its next look" in done.stderr


def test_the_secret_stands_in_no_argument(tmp_path: Path) -> None:
    """Whoever may list processes would read it there; the shell's own `printf` is none."""
    (tmp_path / "curl").write_text('#!/bin/sh\necho "$@" >"$ARGUMENTS"\ncat >/dev/null\n')
    (tmp_path / "curl").chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "ARGUMENTS": str(tmp_path / "arguments")}
    subprocess.run(
        ["sh", "-c", post_receive("http://127.0.0.1:1/", "hidden")], input="", text=True, env=env, check=True
    )
    assert "hidden" not in (tmp_path / "arguments").read_text()
