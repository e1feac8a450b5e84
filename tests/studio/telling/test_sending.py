"""Messages really sent, to a receiver that checks what it gets; and receivers that are in trouble, or malicious."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gto.data.reach import Reach
from gto_studio.identity.secrets import Secrets, new_key
from gto_studio.jobs import timetable
from gto_studio.jobs.worker import Worker
from gto_studio.rules.signatures import spelled
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, outbox, subscriptions
from gto_studio.store.owned.outbox import DispatchRow
from gto_studio.store.owned.subscriptions import SubscriptionRow
from gto_studio.telling import sending
from gto_studio.telling.sending import telling
from servers.receiver import Receiver, receiving
from studio.rows import NOW, a_dispatch, a_subscription

KEY = new_key()
HOME = Reach(private=True)
SECRET, OLD = spelled(b"\1" * 32), spelled(b"\2" * 32)


@dataclass
class Told:
    """A subscription to a receiver."""

    store: Store
    receiver: Receiver
    secrets: Secrets = field(default_factory=lambda: Secrets([KEY]))
    id: str = ""

    def __post_init__(self) -> None:
        with self.store.writing() as connection:
            self.id = a_subscription(connection, self.receiver.url, secret=self.secrets.seal(SECRET)).id

    def put(self, **values: Any) -> DispatchRow:
        with self.store.writing() as connection:
            return a_dispatch(connection, self.id, **values)

    def work(self, reach: Reach = HOME) -> None:
        Worker(self.store, {jobs.TELL: telling(self.secrets, reach)}).run_due()

    def is_time(self) -> None:
        """Whatever waits has waited long enough."""
        with self.store.writing() as connection:
            connection.exec_driver_sql("UPDATE dispatch SET next = 0")
            connection.exec_driver_sql("UPDATE subscription SET rest_until = NULL")
            connection.exec_driver_sql("UPDATE job SET not_before = 0 WHERE not_before < 1e12")
        timetable.ask(self.store)

    @property
    def row(self) -> SubscriptionRow:
        with self.store.reading() as connection:
            return subscriptions.get(connection, self.id)

    def log(self) -> list[DispatchRow]:
        """The oldest first."""
        with self.store.reading() as connection:
            return outbox.of(connection, self.id, limit=100)[::-1]

    def change(self, **values: Any) -> None:
        with self.store.writing() as connection:
            subscriptions.change(connection, self.id, **values)


@pytest.fixture
def told(store: Store) -> Iterator[Told]:
    with receiving(SECRET) as receiver:
        yield Told(store, receiver)


@pytest.fixture
def lite(prepared_sqlite: Path, tmp_path: Path) -> Iterator[Told]:
    """The same on one engine, for what is not about the database."""
    (tmp_path / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    with receiving(SECRET) as receiver:
        yield Told(store, receiver)
    store.close()


def test_it_arrives_signed_and_is_written_down(told: Told) -> None:
    put = told.put()
    told.receiver.answers = [(202, {}, "schön".encode())]
    told.work()
    (message,) = told.receiver.messages
    assert (message.id, message.body.decode(), message.proved) == (put.message, put.body, [SECRET])
    assert (message.headers["content-type"], message.headers["user-agent"][:11]) == ("application/json", "gto-studio/")
    (row,) = told.log()
    (one,) = row.log
    assert (row.state, row.tries, one["status"], one["answer"], one["error"]) == ("taken", 0, 202, "schön", None)
    assert one["headers"]["webhook-id"] == put.message
    assert row.ended is not None
    told.is_time()
    told.work()
    assert len(told.receiver.messages) == 1


def test_messages_arrive_in_the_order_of_the_events(lite: Told) -> None:
    ids = [lite.put(id=f"0{number}".ljust(26, "0")).message for number in (3, 1, 2)]
    lite.work()
    assert [message.id for message in lite.receiver.messages] == [ids[1], ids[2], ids[0]]


def test_what_was_not_taken_is_sent_again_under_the_same_id(told: Told) -> None:
    put = told.put()
    told.receiver.answers = [(500, {}, b"oops"), (400, {}, b"no")]
    told.work()
    (row,) = told.log()
    assert (row.state, row.tries, row.log[0]["error"]) == ("queued", 1, "It answers 500")
    assert (told.row.in_vain, told.row.failing_since is not None, told.row.rest_until is not None) == (1, True, True)
    told.work()
    assert len(told.receiver.messages) == 1  # not yet
    for _ in range(2):
        told.is_time()
        told.work()
    assert [message.id for message in told.receiver.messages] == [put.message] * 3
    (row,) = told.log()
    assert (row.state, [one["status"] for one in row.log]) == ("taken", [500, 400, 204])
    assert (told.row.in_vain, told.row.failing_since, told.row.rest_until) == (0, None, None)


def test_the_worker_looks_again_by_itself(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gto_studio.rules.subscriptions.WAITS", (0.1, 0.1))
    told.receiver.answers = [(500, {}, b"")]
    told.put()
    ended = threading.Event()
    worker = Worker(told.store, {jobs.TELL: telling(told.secrets, HOME)}, look_seconds=0.1)
    thread = threading.Thread(target=worker.run, args=[ended])
    thread.start()
    try:
        told.receiver.until(2)
    finally:
        ended.set()
        thread.join()


def test_there_is_an_end_and_a_way_back(lite: Told) -> None:
    put = lite.put()
    lite.receiver.answers = [(400, {}, b"")] * 10
    for _ in range(12):
        lite.is_time()
        lite.work()
    (row,) = lite.log()
    assert (row.state, row.tries, len(lite.receiver.messages)) == ("failed", 10, 10)
    with lite.store.writing() as connection:
        outbox.again(connection, put.id, now=1.0)
    lite.work()
    assert lite.log()[0].state == "taken"
    assert lite.receiver.messages[-1].id == put.message


def test_while_it_is_in_trouble_nothing_else_is_sent_there_and_others_are_told(lite: Told) -> None:
    lite.put(id="1".ljust(26, "0"))
    lite.put(id="2".ljust(26, "0"))
    lite.receiver.answers = [(503, {"Retry-After": "3600"}, b"")]
    lite.work()
    other = Told(lite.store, lite.receiver)
    other.put()
    lite.work()
    assert [row.state for row in lite.log()] == ["queued", "queued"]
    assert [row.state for row in other.log()] == ["taken"]
    rest = (lite.row.rest_until or 0.0) - lite.log()[0].log[0]["at"]
    assert 3_590 < rest < 3_700


def test_one_that_is_refused_holds_up_no_other(lite: Told) -> None:
    lite.put(id="1".ljust(26, "0"))
    lite.put(id="2".ljust(26, "0"))
    lite.receiver.answers = [(422, {}, b"not this one")]
    lite.work()
    assert [row.state for row in lite.log()] == ["queued", "taken"]


def test_an_address_that_failed_for_days_is_turned_off(lite: Told) -> None:
    lite.put()
    lite.change(failing_since=1.0)
    lite.receiver.answers = [(500, {}, b"")]
    lite.work()
    assert not lite.row.enabled
    assert "took nothing for" in (lite.row.off_because or "")
    lite.is_time()
    lite.work()
    assert len(lite.receiver.messages) == 1
    assert lite.log()[0].state == "queued"


def test_an_address_that_is_gone_for_good_is_turned_off(lite: Told) -> None:
    lite.put()
    lite.receiver.answers = [(410, {}, b"")]
    lite.work()
    assert (lite.row.enabled, lite.log()[0].state) == (False, "failed")


def test_after_a_change_of_secrets_both_sign_for_a_while(lite: Told) -> None:
    lite.receiver.secrets = [SECRET, OLD]
    lite.change(old_secret=lite.secrets.seal(OLD), old_secret_until=NOW * 2)
    lite.put()
    lite.work()
    lite.change(old_secret_until=NOW / 2)
    lite.put()
    lite.work()
    assert [message.proved for message in lite.receiver.messages] == [[SECRET, OLD], [SECRET]]


# --- malicious and broken addresses -----------------------------------------------------------------------------------


def test_a_private_network_is_not_asked(lite: Told) -> None:
    lite.put()
    lite.work(Reach())
    assert lite.receiver.messages == []
    assert "private network" in lite.log()[0].log[0]["error"]


def test_a_redirect_is_not_followed(lite: Told) -> None:
    lite.put()
    lite.receiver.answers = [(307, {"Location": lite.receiver.url}, b""), (302, {"Location": lite.receiver.url}, b"")]
    lite.work()
    assert len(lite.receiver.messages) == 1
    assert lite.log()[0].log[0]["error"] == "It answers 307: redirects are not followed"


def test_of_an_endless_answer_little_is_read(lite: Told) -> None:
    lite.put()
    lite.receiver.answers = [(200, {}, b"\0x" * 1_000_000)]
    lite.work()
    (one,) = lite.log()[0].log
    assert (one["status"], len(one["answer"])) == (200, sending.ANSWER_BYTES_MAX)


def test_nobody_there(lite: Told) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # nobody listens, and nobody else can
        lite.change(url=f"http://127.0.0.1:{held.getsockname()[1]}/")
        lite.put()
        lite.work()
    (one,) = lite.log()[0].log
    assert one["status"] is None
    assert "127.0.0.1" in one["error"]


@pytest.mark.parametrize("sends", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"], ids=["headers", "body"])
def test_who_answers_drop_by_drop_is_cut_off(lite: Told, monkeypatch: pytest.MonkeyPatch, sends: bytes) -> None:
    monkeypatch.setattr(sending, "ANSWER_SECONDS_MAX", 1.0)
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            try:
                connection.sendall(sends or b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(1_200):  # a minute
                    connection.sendall(b"x")
                    if ended.wait(0.05):
                        return
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()[:2]
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        lite.change(url=f"http://127.0.0.1:{address[1]}/")
        lite.put()
        lite.work()
        ended.set()
        socket.create_connection(address, timeout=5).close()  # in case that nobody had come
        thread.join()
    (one,) = lite.log()[0].log
    assert (lite.log()[0].state, one["status"]) == ("queued", None)
    assert one["seconds"] < 45


# --- a worker that is killed ------------------------------------------------------------------------------------------

KILLED = """
import sys
from gto_studio.identity.secrets import Secrets
from gto_studio.jobs.worker import Worker
from gto.data.reach import Reach
from gto_studio.store.connection import Store
from gto_studio.telling.sending import telling

Worker(Store(sys.argv[1]), {"tell": telling(Secrets([sys.argv[2]]), Reach(private=True))}, lease_seconds=2).run_due()
"""


def test_killed_between_sending_and_writing_it_down_the_same_message_is_sent_again(told: Told) -> None:
    put = told.put()
    killed = threading.Event()
    told.receiver.before_answer = lambda: killed.wait(90)
    first = subprocess.Popen([sys.executable, "-c", KILLED, told.store.address, KEY])
    try:
        told.receiver.until(1)  # it has the message, and the worker has no answer yet
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    finally:
        killed.set()
        first.kill()
    with told.store.writing() as connection:
        connection.exec_driver_sql("UPDATE job SET lease_until = 1")  # the lease runs out
    told.work()
    one, other = told.receiver.messages
    assert (
        (one.id, one.body, one.proved)
        == (other.id, other.body, other.proved)
        == (put.message, put.body.encode(), [SECRET])
    )
    assert [row.state for row in told.log()] == ["taken"]
