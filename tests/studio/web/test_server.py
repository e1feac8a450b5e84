"""Where the server listens, and what it says when it cannot."""

from __future__ import annotations

import pytest

from gto_studio.web import server
from gto_studio.web.server import CannotListen


def test_a_port_that_is_taken() -> None:
    with server.bind("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        assert server.address(taken) == f"http://127.0.0.1:{port}/"
        with pytest.raises(CannotListen) as failure:
            server.bind("127.0.0.1", port)
    assert failure.value.message == f"Cannot listen on port {port} of 127.0.0.1: another program has it"
    assert failure.value.hint == "--port 0 picks a free one"


def test_an_address_of_another_machine() -> None:
    with pytest.raises(CannotListen) as failure:
        server.bind("192.0.2.1", 0)
    assert failure.value.hint == "--host takes an address of this machine"


def test_an_address_for_every_network_is_told_as_this_machine() -> None:
    with server.bind("0.0.0.0", 0) as everywhere:
        assert server.address(everywhere).startswith("http://127.0.0.1:")
