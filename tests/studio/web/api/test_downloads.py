"""Downloads of models: addresses that hold for an hour, and what is at them, asked as the clients of DVC ask."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from compat.programs import Program, patient
from gto_studio.jobs.worker import Worker
from gto_studio.rules import downloads
from gto_studio.rules.access import Scope
from gto_studio.store.connection import Store
from gto_studio.wiring import works
from servers.buckets import KEYS, versioned
from servers.ranges import open_shop
from shell import Shell
from studio.following import Followed, follow
from studio.web.listening import listening
from studio.web.serving import Site, a_site
from verbs.test_getting import BIG, config, keep, keep_folder, tracked

#: A machine may be slow.
SECONDS = 120.0
ASK = "/api/model-registry/get-download-uris"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"


@dataclass
class Shelf:
    """A repository with artifacts of each kind, and a server that a worker works for."""

    site: Site
    followed: Followed

    @property
    def shell(self) -> Shell:
        return self.followed.shell

    def ask(self, name: str, **query: str) -> Any:
        params = {"repo": str(self.shell.path), "name": name, **query}
        deadline = time.monotonic() + SECONDS
        while (answer := self.site.client().get(ASK, params=params)).status_code == 503:  # a worker is on its way
            assert time.monotonic() < deadline, answer.text
        return answer

    def links(self, name: str, **query: str) -> dict[str, str]:
        answer = self.ask(name, **query)
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found

    def had(self, name: str, **query: str) -> dict[str, bytes]:
        return {path: self.fetch(link).content for path, link in self.links(name, **query).items()}

    def fetch(self, link: str, **headers: str) -> Any:
        client: TestClient = self.site.client(**headers)
        return client.get(link.removeprefix(str(client.base_url)))


def written(**artifacts: str) -> str:
    return "artifacts:\n" + "".join(f"  {name}:\n    path: {path}\n" for name, path in artifacts.items())


Files = dict[str, str | bytes]


@contextmanager
def shelved(
    store: Store, folder: Path, remote: str, files: Files, *, storage_links: bool = True, **artifacts: str
) -> Iterator[Shelf]:
    """With a tag for each artifact."""
    allowed = {"allow_local_paths": True, "allow_private_addresses": True, "storage_links": storage_links}
    with a_site(store, folder, accounts=False, **allowed) as site:
        followed = follow(store, folder)
        said = {".dvc/config": config(remote), "dvc.yaml": written(**artifacts), **files}
        followed.shell.commit("first", files=said)
        for name in artifacts:
            followed.shell.tag(f"{name}@v1.0.0")
        followed.sync()
        ended = threading.Event()
        worker = Worker(store, works(site.parts), lanes=[["files"]])
        thread = threading.Thread(target=worker.run, args=[ended])
        thread.start()
        try:
            yield Shelf(site, followed)
        finally:
            ended.set()
            thread.join()


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Iterator[Shelf]:
    data = tmp_path / "data"
    lfs = BIG + b"lfs"
    oid = hashlib.sha256(lfs).hexdigest()
    place = tmp_path / "models/.git/lfs/objects" / oid[:2] / oid[2:4] / oid
    files: Files = {
        "models/big.bin.dvc": tracked("big.bin", keep(data, BIG)),
        "models/plain.txt": "plain",
        "data.dvc": tracked("data", keep_folder(data, {"a.txt": b"a", "sub/b.txt": b"b"})),
        "lfs.bin": POINTER.format(oid, len(lfs)),
        "lost.dvc": tracked("lost", "ab" * 16),
    }
    artifacts = {"big": "models/big.bin", "all": "models", "data": "data", "lfs": "lfs.bin", "lost": "lost"}
    with shelved(store, tmp_path, str(data), files, **artifacts) as found:
        place.parent.mkdir(parents=True)
        place.write_bytes(lfs)
        yield found


def test_the_files_of_a_version_wherever_they_are_kept(shelf: Shelf) -> None:
    assert shelf.had("big") == {"big.bin": BIG}
    assert shelf.had("all", version="v1.0.0") == {"models/big.bin": BIG, "models/plain.txt": b"plain"}
    assert shelf.had("data") == {"data/a.txt": b"a", "data/sub/b.txt": b"b"}
    assert shelf.had("lfs") == {"lfs.bin": BIG + b"lfs"}


def test_what_is_not_sure_is_no_success(shelf: Shelf) -> None:
    shelf.shell.tag("big#prod#1")
    shelf.followed.sync()
    assert shelf.ask("big", stage="prod").status_code == 200
    refused = {
        "nobody": shelf.ask("nobody"),
        "stage": shelf.ask("big", stage="dev"),
        "version": shelf.ask("big", version="v2.0.0"),
        "lost": shelf.ask("lost"),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 404)
    assert "not on the remote 'store'" in refused["lost"].text
    assert shelf.ask("big", version="v1.0.0", stage="prod").status_code == 422
    assert shelf.site.client().get(ASK, params={"repo": "https://example.com/x", "name": "big"}).status_code == 404


def test_parts_of_a_file(shelf: Shelf) -> None:
    for name, whole in (("big", BIG), ("lfs", BIG + b"lfs"), ("all", b"plain")):
        link = shelf.links(name)["models/plain.txt" if name == "all" else f"{name}.bin"]
        everything = shelf.fetch(link)
        assert (everything.status_code, everything.headers["accept-ranges"]) == (200, "bytes")
        assert everything.headers["content-length"] == str(len(whole))
        assert "attachment" in everything.headers["content-disposition"]
        middle = shelf.fetch(link, Range="bytes=2-3", **{"Accept-Encoding": "gzip"})
        assert (middle.status_code, middle.content) == (206, whole[2:4])
        assert middle.headers["content-range"] == f"bytes 2-3/{len(whole)}"
        end = shelf.fetch(link, Range=f"bytes={len(whole) - 1}-", **{"If-Range": everything.headers["etag"]})
        assert (end.status_code, end.content) == (206, whole[-1:])
        assert shelf.fetch(link, Range="bytes=2-3", **{"If-Range": '"other"'}).content == whole
        assert shelf.fetch(link, Range=f"bytes={len(whole)}-").status_code == 416


def test_a_large_file_in_git_comes_part_by_part(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    from gto_studio.indexing import downloads as finding

    for module in (downloads, finding):
        monkeypatch.setattr(module, "PART_BYTES", 1_000)
    whole = BIG[:3_456]
    shelf.shell.commit("large", files={"models/plain.txt": whole})
    shelf.shell.tag("all@v2.0.0")
    shelf.followed.sync()
    link = shelf.links("all")["models/plain.txt"]
    assert shelf.fetch(link).content == whole
    assert shelf.fetch(link, Range="bytes=999-2000").content == whole[999:2001]


def test_an_address_holds_for_an_hour_and_for_nothing_else(shelf: Shelf) -> None:
    link = shelf.links("big")["big.bin"]
    start, _, name = link.rpartition("/")
    head, _, signed = start.rpartition("/")
    for wrong in (signed[:-8] + "AAAAAAA=", signed[:-1], "x", signed[: len(signed) // 2]):
        assert shelf.fetch(f"{head}/{wrong}/{name}").status_code == 404
    assert shelf.fetch(f"{head}/{signed}/other-name").content == BIG
    shelf.site.now += downloads.SECONDS - 5
    assert shelf.fetch(link).status_code == 200
    shelf.site.now += 10
    expired = shelf.fetch(link)
    assert (expired.status_code, expired.json()["title"]) == (404, "That address has expired")


def test_a_file_that_is_not_the_right_one_breaks_off(shelf: Shelf, tmp_path: Path) -> None:
    link = shelf.links("big")["big.bin"]
    for place in (tmp_path / "data").rglob("*"):
        if place.is_file() and place.stat().st_size == len(BIG):
            place.write_bytes(BIG[:-1] + b"!")
    client = TestClient(shelf.site.app, base_url=str(shelf.site.client().base_url))
    with pytest.raises(ConnectionAbortedError, match="not those that were promised"):
        client.get(link)


@pytest.mark.parametrize("storage_links", [True, False])
def test_a_folder_on_a_remote_that_keeps_versions(storage_links: bool, store: Store, tmp_path: Path) -> None:
    with versioned() as bucket:
        files: Files = {"d.dvc": bucket.pushed("d", {"a.txt": b"a", "sub/b.txt": BIG}), ".dvc/config": bucket.config}
        bucket.pushed("d", {"a.txt": b"later", "sub/b.txt": b"later"})
        with shelved(store, tmp_path, "", files, storage_links=storage_links, d="d") as shelf:
            attach(shelf, KEYS)
            found = {}
            for path, link in shelf.links("d").items():
                if not storage_links:
                    found[path] = shelf.fetch(link).content
                    continue
                assert link.startswith(bucket.endpoint)
                with urlopen(link, timeout=60) as answer:
                    found[path] = answer.read()
    assert found == {"d/a.txt": b"a", "d/sub/b.txt": BIG}


def test_who_may_not_see_the_repository_gets_nothing(store: Store, tmp_path: Path) -> None:
    with a_site(store, tmp_path) as site:
        stranger = site.person("stranger")
        query = {"repo": "https://git.example.com/o/n", "name": "m"}
        assert site.client().get(ASK, params=query).status_code == 401
        by_token = site.client(**site.token(stranger, Scope.MODELS))
        assert by_token.get(ASK, params=query).status_code == 404
        assert site.client(**site.token(stranger, Scope.EXPERIMENTS)).get(ASK, params=query).status_code == 403


def clients(dvc: Program, home: Path, url: str, token: str, repository: str) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    return {
        **os.environ,
        "PATH": f"{dvc.bin}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "DVC_NO_ANALYTICS": "1",
        "DVC_STUDIO_URL": url.rstrip("/"),
        "DVC_STUDIO_TOKEN": token,
        "DVC_STUDIO_REPO_URL": repository,
        **patient(home / "patience"),
    }


#: The clients give up after five seconds, which a busy machine may need for other things.
TRIES = 4
SCRIPT = f"""
import json, sys
from dvc_studio_client.model_registry import get_download_uris
import dvc.api
repo, name = sys.argv[1:]
for left in reversed(range({TRIES})):
    try:
        found = get_download_uris(repo, name, version="v1.0.0")
        break
    except Exception:
        if not left:
            raise
print(json.dumps({{"uris": found,
                  "shown": dvc.api.artifacts_show(name, version="v1.0.0", repo=repo)}}))
"""


@pytest.mark.parametrize("kind", ["local", "http", "s3"])
def test_the_clients_of_dvc_get_models_here(kind: str, prepared_sqlite: Path, tmp_path: Path, dvc: Program) -> None:
    (tmp_path / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    data = tmp_path / "data"
    big, folder = keep(data, BIG), keep_folder(data, {"a.txt": b"a", "sub/b.txt": b"b"})
    with ExitStack() as stack:
        stack.callback(store.close)
        url, secret = str(data), {}
        if kind == "http":
            url = stack.enter_context(open_shop(data)).url
        elif kind == "s3":
            url, secret = s3_with(stack, data)
        files: Files = {
            "models/big.bin.dvc": tracked("big.bin", big),
            "data.dvc": tracked("data", folder),
        }
        if secret:
            files[".dvc/config"] = config(url) + f"    endpointurl = {secret.pop('endpointurl')}\n"
        shelf = stack.enter_context(shelved(store, tmp_path, url, files, big="models/big.bin", data="data"))
        if secret:
            attach(shelf, secret)
        heard: list[tuple[str, int]] = []
        address = stack.enter_context(listening(hearing(shelf.site.app, heard)))
        token = shelf.site.client().post("/api/tokens", json={"name": "t", "scopes": ["models"]}).json()["secret"]
        for name in ("big", "data"):
            shelf.links(name)  # so that the clients' five seconds are no race
        repository = str(shelf.shell.path)
        env = clients(dvc, tmp_path / "home", address, token, repository)
        words = [dvc.bin / "python", "-c", SCRIPT, repository, "big"]
        asked = subprocess.run(words, env=env, capture_output=True, text=True)
        assert asked.returncode == 0, asked.stderr
        said = json.loads(asked.stdout)
        assert said["shown"] == {"rev": shelf.shell.git("rev-parse", "HEAD"), "path": "models/big.bin"}
        assert list(said["uris"]) == ["big.bin"]
        assert said["uris"]["big.bin"].startswith(address.rstrip("/")) == (kind != "s3")
        expected = {"data/a.txt": b"a", "data/sub/b.txt": b"b"}
        for number in range(TRIES):
            heard.clear()
            out = tmp_path / f"out{number}"
            out.mkdir()
            words = [dvc.bin / "dvc", "artifacts", "get", repository, "data", "--rev", "v1.0.0"]
            done = subprocess.run(words, cwd=out, env=env, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
            assert {str(f.relative_to(out)): f.read_bytes() for f in out.rglob("*") if f.is_file()} == expected
            # and it did not go to the storage itself, as it does where a Studio knows nothing, or not in time
            ours = sum(path.startswith("/dl/") and status == 200 for path, status in heard)
            if (ASK, 200) in heard and ours == (0 if kind == "s3" else len(expected)):
                return
        pytest.fail(str(heard))


def hearing(app: Any, heard: list[tuple[str, int]]) -> Any:
    """The same server; what it was asked and how it answered is written down."""

    async def listened(scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                heard.append((scope["path"], message["status"]))
            await send(message)

        await app(scope, receive, sent if scope["type"] == "http" else send)

    return listened


def s3_with(stack: ExitStack, data: Path) -> tuple[str, dict[str, str]]:
    """A bucket with the files of a folder; its address, and what lets in."""
    boto3 = pytest.importorskip("boto3")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    stack.callback(server.stop)
    host, port = server.get_host_and_port()
    keys = {"access_key_id": "AKIAEXAMPLE", "secret_access_key": "secret"}
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        **{f"aws_{name}": value for name, value in keys.items()},
    )
    client.create_bucket(Bucket="data")
    for file in data.rglob("*"):
        if file.is_file():
            client.put_object(Bucket="data", Key=f"x/{file.relative_to(data)}", Body=file.read_bytes())
    client.close()
    return "s3://data/x", {**keys, "endpointurl": f"http://{host}:{port}"}


def attach(shelf: Shelf, secret: dict[str, str]) -> None:
    at = f"/api/repositories/{shelf.followed.source.id}/remotes"
    answer = shelf.site.client().put(at, json={"name": "store", "fields": secret})
    assert answer.status_code == 200, answer.text
