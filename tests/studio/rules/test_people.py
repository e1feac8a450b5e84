"""What people may be called, how long guessers wait, where servers may listen, whose account it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.errors import WrongInput, WrongSettings
from gto_studio.rules.people import (
    FREE,
    LONGEST_SECONDS,
    Claim,
    Join,
    Link,
    check_bind,
    check_person,
    check_team,
    inner_path,
    is_loopback,
    network,
    wait_seconds,
    whose,
)

# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["a", "jane", "jane.doe-2_x", "9lives"])
def test_usernames_that_can_be(username: str) -> None:
    check_person(username=username, name="Jane Doe", email="jane@example.com", password="0123456789")


@pytest.mark.parametrize("username", ["", "Jane", "-a", "a.", "a b", "a/b", "é", "a@b", "x" * 65, "local owner", ".."])
def test_usernames_that_cannot_be(username: str) -> None:
    with pytest.raises(WrongInput) as refused:
        check_person(username=username)
    assert refused.value.fields.keys() == {"username"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Jane <x>"),
        ("name", "Jane\nDoe"),
        ("name", " "),
        ("name", "x" * 201),
        ("email", "jane"),
        ("email", "a@b>"),
        ("email", "a@b\r\nBcc: c@d"),
        ("email", "a b@c"),
        ("password", "short"),
        ("password", "x" * 1001),
    ],
)
def test_what_would_break_a_tag_or_is_too_little(field: str, value: str) -> None:
    with pytest.raises(WrongInput) as refused:
        check_person(**{field: value})
    assert refused.value.fields.keys() == {field}


def test_all_wrong_fields_are_told_together() -> None:
    with pytest.raises(WrongInput) as refused:
        check_team(slug="A B", name="")
    assert refused.value.fields.keys() == {"slug", "name"}


# --- guessing -------------------------------------------------------------------------------------------------------


def test_the_first_failures_are_forgiven_and_then_the_wait_doubles() -> None:
    free = FREE["person"]
    waits = [wait_seconds("person", failures, 100.0, 100.0) for failures in range(free + 5)]
    assert waits == [0.0] * free + [1.0, 2.0, 4.0, 8.0, 16.0]
    assert wait_seconds("person", free + 4, 100.0, 116.0) == 0.0


@given(st.sampled_from(sorted(FREE)), st.integers(0, 10**9), st.floats(0, 1e9), st.floats(0, 1e9))
def test_nobody_waits_longer_than_the_longest(kind: str, failures: int, last: float, passed: float) -> None:
    assert 0.0 <= wait_seconds(kind, failures, last, last + passed) <= LONGEST_SECONDS
    assert wait_seconds(kind, failures, last, last) <= wait_seconds(kind, failures + 1, last, last)


# --- where to listen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "[::1]"])
def test_this_machine_alone(host: str) -> None:
    assert is_loopback(host)
    check_bind(host, accounts=False, people=0, ways=0)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "studio.example.com", "localhost.example.com", ""])
def test_everybody_elses_reach_takes_accounts(host: str) -> None:
    with pytest.raises(WrongSettings, match="owner of this server") as refused:
        check_bind(host, accounts=False, people=5, ways=1)
    assert "GTO_STUDIO_ACCOUNTS" in str(refused.value.hint)
    check_bind(host, accounts=True, people=1, ways=0)
    check_bind(host, accounts=True, people=0, ways=1)


def test_accounts_without_anybody_are_a_closed_door() -> None:
    with pytest.raises(WrongSettings) as refused:
        check_bind("127.0.0.1", accounts=True, people=0, ways=0)
    assert "gto studio users add" in str(refused.value.hint)


# --- redirects ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/models", "/models?stage=prod#x", "/a//b", "/%2F%2Fevil.example"])
def test_paths_of_ours(path: str) -> None:
    assert inner_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None, "", "models", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "\x00//evil.example", "/ok\r\nSet-Cookie: a=b",
    ],
)  # fmt: skip
def test_whatever_leads_elsewhere_leads_home(path: str | None) -> None:
    assert inner_path(path) == "/"


# --- whose account --------------------------------------------------------------------------------------------------

CLAIM = Claim("https://id.example", "42", "jane", "Jane", "jane@example.com", email_verified=True)


def test_an_account_is_found_by_address_only_if_both_sides_are_believed() -> None:
    for trusted in (True, False):
        for vouched in (True, False):
            for verified in (True, False):
                decided = whose(
                    replace(CLAIM, email_verified=verified),
                    same_email="P",
                    vouched=vouched,
                    trusted=trusted,
                    sign_up=True,
                )
                if trusted and vouched and verified:
                    assert decided == Link("P")
                else:
                    assert isinstance(decided, str)


def test_somebody_new_joins_only_where_that_is_wanted_and_with_an_address() -> None:
    def decided(claim: Claim, *, sign_up: bool) -> Link | Join | str:
        return whose(claim, same_email=None, vouched=False, trusted=False, sign_up=sign_up)

    assert decided(CLAIM, sign_up=True) == Join()
    assert "Ask an administrator" in str(decided(CLAIM, sign_up=False))
    assert "tags need one" in str(decided(replace(CLAIM, email=None), sign_up=True))


@pytest.mark.parametrize(
    ("address", "of"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_of_an_address_of_ipv6_only_the_network_tells_whose_it_is(address: str, of: str) -> None:
    assert network(address) == of
