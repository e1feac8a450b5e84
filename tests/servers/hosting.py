"""What a forge keeps, without any words of its kind: people and their tokens, repositories with rights, pull requests
that are really merged by git, what is said of commits, and hooks that are really called.

The dialects (`gitea_api.py` and its neighbours) put words to it, `forge.py` serves it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import queue
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal

from .inetd import QUIET_GIT
from .remote import create_bare, run_git

Right = Literal["read", "write", "admin"]
_RANK = {None: 0, "read": 1, "write": 2, "admin": 3}
NOTHING = "0" * 40
#: Of every commit that the forge itself makes for tests.
DATE = 1_767_225_600

#: Refs that nobody may push to are in the file `protected`, a pattern a line.
_UPDATE = """#!/bin/sh
while read -r pattern; do
  case "$1" in
  $pattern)
    echo "Not allowed to push to protected ref $1" >&2
    exit 1
    ;;
  esac
done <protected
"""


class RefusedError(Exception):
    """The forge says no: a status, and words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True)
class Person:
    id: int
    login: str
    name: str
    email: str


@dataclass
class Token:
    text: str
    login: str
    scopes: tuple[str, ...] = ("all",)
    is_expired: bool = False


@dataclass
class Installed:
    """An app where it is installed. It acts as `login`; `permissions`: what it may do, in GitHub's words."""

    number: int
    app: str
    slug: str
    account: str
    login: str
    public_key: str
    permissions: dict[str, str]
    is_suspended: bool = False


@dataclass
class Pull:
    number: int
    title: str
    body: str
    head: str
    base: str
    by: str
    is_draft: bool = False
    state: Literal["open", "closed", "merged"] = "open"
    #: The head's newest commit; after the end, its last one.
    head_commit: str = ""
    merge_commit: str | None = None


@dataclass(frozen=True)
class Said:
    """What somebody said of a commit. `state` in the words of the contract: queued, running, passed, failed, …"""

    id: int
    commit: str
    name: str
    state: str
    url: str = ""
    description: str = ""


@dataclass
class Hooked:
    id: int
    url: str
    secret: str
    events: list[str]
    is_active: bool = True
    content_type: str = "json"
    kind: str = "gitea"


@dataclass(frozen=True)
class Delivery:
    """A hook that was called. `status` None: nobody answered."""

    url: str
    event: str
    document: Mapping[str, Any]
    status: int | None


@dataclass
class Hosted:
    """One repository. `git` asks git in it, past the server."""

    id: int
    name: str
    path: Path
    url: str
    web_url: str
    private: bool
    members: dict[str, Right]
    pulls: list[Pull] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    hooks: list[Hooked] = field(default_factory=list)
    tag_rules: list[str] = field(default_factory=list)
    default_branch: str = "main"
    lock: threading.RLock = field(default_factory=threading.RLock)

    def git(self, *arguments: str) -> str:
        return run_git(self.path, *arguments)

    def refs(self) -> dict[str, str]:
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)").splitlines()
        return {name: id for id, _, name in (line.partition(" ") for line in lines)}

    def branch(self, name: str) -> str | None:
        return self.refs().get(f"refs/heads/{name}")

    def file(self, ref: str, path: str) -> str:
        """A file's text at a branch, tag or commit."""
        return self.git("show", f"{ref}:{path}")

    def commit(self, branch: str, files: Mapping[str, str | bytes], message: str = "work") -> str:
        """Put files on a branch, which is made where it is missing, past the server; the commit's id."""
        with self.lock:
            return _committed(self.path, branch, self.branch(branch), files, message)

    def protect(self, pattern: str) -> None:
        """Let nobody push to refs such as `refs/heads/main` or `refs/tags/churn@*`."""
        with (self.path / "protected").open("a") as file:
            file.write(f"{pattern}\n")
        if pattern.startswith("refs/tags/"):
            self.tag_rules.append(pattern.removeprefix("refs/tags/"))

    def unprotect(self) -> None:
        (self.path / "protected").write_text("")
        self.tag_rules.clear()


class Hosting:
    """Everything that the forge keeps. `address`: where it is served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.people: dict[str, Person] = {}
        self.tokens: dict[str, Token] = {}
        self.installed: list[Installed] = []
        self.repositories: dict[str, Hosted] = {}
        self.numbers = count(1)
        self.errands = Errands()

    def person(self, login: str, name: str | None = None, email: str | None = None) -> Person:
        """Let somebody have an account."""
        found = Person(next(self.numbers), login, name or login.title(), email or f"{login}@example.com")
        return self.people.setdefault(login, found)

    def token(self, login: str, *scopes: str) -> str:
        """A new token of somebody, who has an account from now on."""
        self.person(login)
        text = hashlib.sha1(f"{login} {next(self.numbers)}".encode()).hexdigest()
        self.tokens[text] = Token(text, login, scopes or ("all",))
        return text

    def expire(self, token: str) -> None:
        """As if it were revoked, or its time over."""
        self.tokens[token].is_expired = True

    def install(self, app: str, public_key: str, account: str, login: str, **permissions: str) -> Installed:
        """Let an app be installed, to act as somebody."""
        self.person(login)
        found = Installed(next(self.numbers), app, f"{login}-app", account, login, public_key, permissions)
        self.installed.append(found)
        return found

    def suspend(self, installed: Installed) -> None:
        """The app is let in no more, neither by the tokens that it has."""
        installed.is_suspended = True
        for token in self.tokens.values():
            if token.login == installed.login:
                token.is_expired = True

    def repository(self, name: str, *, private: bool = False, **members: Right) -> Hosted:
        """A new empty one, `owner/name`; who may do what there by login. The owner is an admin."""
        owner = name.partition("/")[0]
        self.person(owner)
        for login in members:
            self.person(login)
        path = self.folder / f"{name}.git"
        path.parent.mkdir(parents=True, exist_ok=True)
        create_bare(path)
        (path / "protected").write_text("")
        hook = path / "hooks" / "update"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(_UPDATE)
        hook.chmod(0o755)
        web = f"{self.address}/{name}"
        rights: dict[str, Right] = {owner: "admin", **members}
        hosted = Hosted(next(self.numbers), name, path, f"{web}.git", web, private, rights)
        self.repositories[name.lower()] = hosted
        return hosted

    def whose(self, token: str) -> str | None:
        """The login behind a token that is good; None for any other."""
        found = self.tokens.get(token)
        return None if found is None or found.is_expired else found.login

    def right(self, login: str | None, hosted: Hosted) -> Right | None:
        mine = hosted.members.get(login or "")
        return mine or (None if hosted.private else "read")

    def seen(self, login: str | None, name: str, at_least: Right = "read") -> Hosted:
        """A repository for somebody who has the right; otherwise the refusal that forges have for it."""
        hosted = self.repositories.get(name.removesuffix(".git").lower())
        right = self.right(login, hosted) if hosted else None
        if hosted is None or right is None:
            raise RefusedError(404, "Not Found")
        if _RANK[right] < _RANK[at_least]:
            raise RefusedError(403, f"user should have {at_least} access to the repository")
        return hosted

    # --- pull requests ----------------------------------------------------------------------------------------------

    def open_pull(self, hosted: Hosted, login: str, asked: Mapping[str, Any], *, draft: bool = False) -> Pull:
        """A new pull request; refused where there is one already, or nothing to merge."""
        head, base = str(asked.get("head") or ""), str(asked.get("base") or "")
        with hosted.lock:
            tips = [hosted.branch(branch) for branch in (head, base)]
            if not all(tips):
                raise RefusedError(404, "head or base does not exist")
            if not asked.get("title"):
                raise RefusedError(422, "title is required")
            if any(pull.state == "open" and (pull.head, pull.base) == (head, base) for pull in hosted.pulls):
                raise RefusedError(409, "pull request already exists for these targets")
            if not hosted.git("rev-list", f"{tips[1]}..{tips[0]}").strip():
                raise RefusedError(422, "There are no changes between the head and the base")
            pull = Pull(len(hosted.pulls) + 1, str(asked["title"]), str(asked.get("body") or ""), head, base, login)
            pull.is_draft, pull.head_commit = draft, tips[0] or ""
            hosted.pulls.append(pull)
        self.tell_pull(hosted, pull, "opened")
        return pull

    def pull(self, hosted: Hosted, number: int) -> Pull:
        if not 0 < number <= len(hosted.pulls):
            raise RefusedError(404, "Not Found")
        pull = hosted.pulls[number - 1]
        if pull.state == "open":
            pull.head_commit = hosted.branch(pull.head) or pull.head_commit
        return pull

    def merge(self, hosted: Hosted, number: int, login: str) -> str:
        """Merge it as a person does by the button, also into a protected branch; the merge's id."""
        pull = self.pull(hosted, number)
        with hosted.lock:
            if pull.state != "open":
                raise RefusedError(405, "the pull request is not open")
            before, head = hosted.branch(pull.base), hosted.branch(pull.head)
            if before is None or head is None:
                raise RefusedError(404, "the branch is gone")
            tree = _merged(hosted.path, before, head)
            author = self.people[login]
            message = f"Merge pull request '{pull.title}' (#{pull.number}) from {pull.head} into {pull.base}"
            identity = ["-c", f"user.name={author.name}", "-c", f"user.email={author.email}"]
            made = run_git(hosted.path, *identity, "commit-tree", tree, "-p", before, "-p", head, "-m", message).strip()
            hosted.git("update-ref", f"refs/heads/{pull.base}", made, before)
            pull.state, pull.merge_commit = "merged", made
        self.tell_pull(hosted, pull, "closed")
        self.tell_pushes(hosted, {f"refs/heads/{pull.base}": (before, made)}, login)
        return made

    def close_pull(self, hosted: Hosted, number: int) -> None:
        pull = self.pull(hosted, number)
        if pull.state == "open":
            pull.state = "closed"
            self.tell_pull(hosted, pull, "closed")

    # --- what is said of commits ------------------------------------------------------------------------------------

    def say(self, hosted: Hosted, commit: str, name: str, state: str, url: str = "", description: str = "") -> Said:
        """What CI does: queued, running, passed, failed, cancelled, skipped."""
        commit = hosted.git("rev-parse", f"{commit}^{{commit}}").strip()
        said = Said(next(self.numbers), commit, name, state, url, description)
        hosted.said.append(said)
        self.tell(hosted, "status", {"sha": commit, "state": state, "context": name, "target_url": url})
        return said

    def newest(self, hosted: Hosted, commit: str) -> list[Said]:
        """The newest of each name."""
        return list({said.name: said for said in hosted.said if said.commit == commit}.values())

    # --- hooks ------------------------------------------------------------------------------------------------------

    def tell_pushes(self, hosted: Hosted, moved: Mapping[str, tuple[str, str]], login: str) -> None:
        """ref → (before, after): a push for each, and the birth or end of branches and tags."""
        for ref, (before, after) in moved.items():
            name = ref.removeprefix("refs/heads/").removeprefix("refs/tags/")
            if name == ref:  # forges keep quiet about any other ref
                continue
            kind = "tag" if ref.startswith("refs/tags/") else "branch"
            if before == NOTHING:
                self.tell(hosted, "create", {"ref": name, "ref_type": kind, "sha": after})
            if after == NOTHING:
                self.tell(hosted, "delete", {"ref": name, "ref_type": kind})
            else:
                who = {"login": login, "username": login}
                self.tell(hosted, "push", {"ref": ref, "before": before, "after": after, "pusher": who})

    def tell_pull(self, hosted: Hosted, pull: Pull, action: str) -> None:
        told = {
            "number": pull.number,
            "title": pull.title,
            "state": "open" if pull.state == "open" else "closed",
            "merged": pull.state == "merged",
            "merge_commit_sha": pull.merge_commit,
            "html_url": f"{hosted.web_url}/pulls/{pull.number}",
            "head": {"ref": pull.head, "sha": pull.head_commit},
            "base": {"ref": pull.base},
        }
        self.tell(hosted, "pull_request", {"action": action, "number": pull.number, "pull_request": told})

    def tell(self, hosted: Hosted, event: str, document: Mapping[str, Any]) -> None:
        about = {"full_name": hosted.name, "clone_url": hosted.url, "html_url": hosted.web_url}
        whole = {**document, "repository": about}
        for hook in hosted.hooks:
            if hook.is_active and event in hook.events:
                self.errands.run(hook, event, whole)


class Errands:
    """Calls hooks in the background, one after the other, as a forge does."""

    def __init__(self) -> None:
        self.delivered: list[Delivery] = []
        self._queue: queue.Queue[tuple[Hooked, str, Mapping[str, Any]] | None] = queue.Queue()
        self._numbers = count(1)
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def run(self, hook: Hooked, event: str, document: Mapping[str, Any]) -> None:
        self._queue.put((hook, event, document))

    def settle(self) -> list[Delivery]:
        """Everything that was to be delivered so far, delivered or given up."""
        self._queue.join()
        return list(self.delivered)

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (errand := self._queue.get()) is not None:
            hook, event, document = errand
            try:
                status = self._call(hook, event, document)
                self.delivered.append(Delivery(hook.url, event, document, status))
            finally:
                self._queue.task_done()
        self._queue.task_done()

    def _call(self, hook: Hooked, event: str, document: Mapping[str, Any]) -> int | None:
        body = json.dumps(document).encode()
        headers = PROOFS[hook.kind](hook, event, body, f"{next(self._numbers):032x}")
        request = urllib.request.Request(hook.url, body, {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None


def _gitea(hook: Hooked, event: str, body: bytes, id: str) -> dict[str, str]:
    proof = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "X-Gitea-Event": event,
        "X-Gitea-Delivery": id,
        "X-Gitea-Signature": proof,
        "X-GitHub-Event": event,
        "X-Hub-Signature-256": f"sha256={proof}",
    }


def _gitlab(hook: Hooked, event: str, body: bytes, id: str) -> dict[str, str]:
    names = {"create": "Tag Push Hook", "delete": "Tag Push Hook", "pull_request": "Merge Request Hook"}
    name = names.get(event, "Pipeline Hook" if event == "status" else "Push Hook")
    return {"X-Gitlab-Event": name, "X-Gitlab-Event-UUID": id, "Idempotency-Key": id, "X-Gitlab-Token": hook.secret}


def _bitbucket(hook: Hooked, event: str, body: bytes, id: str) -> dict[str, str]:
    proof = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Event-Key": event, "X-Request-UUID": id, "X-Hub-Signature": f"sha256={proof}"}


def _git(hook: Hooked, event: str, body: bytes, id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {hook.secret}"}


#: How the hooks of each kind prove themselves.
PROOFS: dict[str, Callable[[Hooked, str, bytes, str], dict[str, str]]] = {
    "gitea": _gitea,
    "gitlab": _gitlab,
    "bitbucket": _bitbucket,
    "git": _git,
}


def _committed(path: Path, branch: str, tip: str | None, files: Mapping[str, str | bytes], message: str) -> str:
    """A commit by git's own importer, which needs no work tree."""
    ref = f"refs/heads/{branch}"
    stream = [f"commit {ref}\ncommitter Jo <jo@example.com> {DATE} +0000\n".encode(), _data(message.encode())]
    if tip:
        stream.append(f"from {tip}\n".encode())
    for name, content in files.items():
        body = content.encode() if isinstance(content, str) else content
        stream += [f"M 100644 inline {name}\n".encode(), _data(body)]
    imported = subprocess.run(
        ["git", "fast-import", "--quiet", "--date-format=raw"],
        cwd=path,
        input=b"".join([*stream, b"\n"]),
        env=os.environ | QUIET_GIT,
        check=False,
        capture_output=True,
    )
    assert imported.returncode == 0, imported.stderr.decode()
    return run_git(path, "rev-parse", ref).strip()


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _merged(path: Path, base: str, head: str) -> str:
    """The tree of a merge; refused where people would have to resolve conflicts."""
    done = subprocess.run(
        ["git", "merge-tree", "--write-tree", base, head],
        cwd=path,
        env=os.environ | QUIET_GIT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RefusedError(409, "there are conflicts to be resolved first")
    return done.stdout.split()[0]
