"""An address is read as people write it, loses its password, and leads nowhere it must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.data.reach import Reach
from gto.errors import AddressNotAllowed
from gto_studio.errors import WrongAddress
from gto_studio.rules.addresses import (
    Address,
    Links,
    check_reach,
    enter,
    forge_of,
    name_of,
    quoted,
    read,
    same,
    web_url_of,
    without_secret,
)

ONE_REPOSITORY = (
    "https://github.com/iterative/example-gto",
    "https://github.com/iterative/example-gto.git",
    "https://github.com/Iterative/Example-GTO/",
    "http://github.com:80/iterative/example-gto",
    "https://jo:secret@github.com/iterative/example-gto.git",
    "ssh://git@github.com/iterative/example-gto.git",
    "git+ssh://git@GitHub.com:22/iterative/example-gto",
    "git@github.com:iterative/example-gto.git",
    "git@github.com:/iterative/example-gto",
    "git://github.com/iterative/example-gto.git",
)


@pytest.mark.parametrize("text", ONE_REPOSITORY)
@pytest.mark.parametrize("other", [ONE_REPOSITORY[0], ONE_REPOSITORY[-3]])
def test_one_repository_has_many_spellings(text: str, other: str) -> None:
    address = read(text)
    assert same(address, read(other))
    assert same(read(other), address)
    assert (forge_of(address), name_of(address).lower()) == ("github", "iterative/example-gto")
    web = web_url_of(address)
    assert web is not None
    assert web.lower().removeprefix("http").removeprefix("s") == "://github.com/iterative/example-gto"


def test_others_are_others() -> None:
    one = read("https://git.example.com/a/b")
    for text in (
        "https://git.example.com/a/c",
        "https://git.example.org/a/b",
        "https://git.example.com:8443/a/b",
        "https://git.example.com/a/B",
        "/a/b",
    ):
        assert not same(one, read(text))
    assert same(one, read("ssh://git@git.example.com:2222/a/b.git"))
    assert same(read("/srv/git/models.git"), read("file:///srv/git//models.git/"))
    assert not same(read("/srv/git/models.git"), read("/srv/git/models"))


def test_azure_spells_one_repository_in_four_ways() -> None:
    spellings = [
        "https://dev.azure.com/org/Project/_git/models",
        "https://jo@dev.azure.com/org/Project/_git/models",
        "git@ssh.dev.azure.com:v3/org/Project/models",
        "https://org.visualstudio.com/DefaultCollection/Project/_git/models",
    ]
    for text in spellings:
        address = read(text)
        assert same(address, read(spellings[0]))
        assert (forge_of(address), name_of(address)) == ("azure", "Project/models")
        assert web_url_of(address) == spellings[0]


@pytest.mark.parametrize(
    ("text", "forge", "name", "web"),
    [
        ("https://gitlab.com/g/sub/n.git", "gitlab", "g/sub/n", "https://gitlab.com/g/sub/n"),
        ("git@gitlab.example.com:g/n.git", "gitlab", "g/n", "https://gitlab.example.com/g/n"),
        ("https://bitbucket.org/o/n", "bitbucket", "o/n", "https://bitbucket.org/o/n"),
        ("https://codeberg.org/o/n", "gitea", "o/n", "https://codeberg.org/o/n"),
        ("http://gitea.example.com:3000/o/n", "gitea", "o/n", "http://gitea.example.com:3000/o/n"),
        ("https://git.example.com/team/o/n.git", "git", "o/n", None),
        ("git://127.0.0.1:9000/models.git", "git", "models", None),
        ("/srv/models/.git", "git", "models", None),
        ("/srv/models.git/", "git", "models", None),
        ("file:///srv/m%20o", "git", "m o", None),
        ("host:models.git", "git", "models", None),
    ],
)
def test_an_address_says_what_and_where_it_is(text: str, forge: str, name: str, web: str | None) -> None:
    address = read(text)
    assert (forge_of(address), name_of(address), web_url_of(address)) == (forge, name, web)


@pytest.mark.parametrize(
    ("text", "url", "username", "password"),
    [
        ("https://jo:se%3Acret@h.example/o/n", "https://h.example/o/n", "jo", "se:cret"),
        ("https://glpat-1@h.example/o/n", "https://h.example/o/n", "glpat-1", None),
        ("ssh://git:x@h.example/o/n", "ssh://git@h.example/o/n", "git", "x"),
        ("https://h.example:443/o/n", "https://h.example/o/n", None, None),
        ("https://[::1]:3000/o/n", "https://[::1]:3000/o/n", None, None),
    ],
)
def test_a_password_does_not_stay_in_an_address(
    text: str, url: str, username: str | None, password: str | None
) -> None:
    entered = enter(text)
    assert (entered.address.url, entered.username, entered.password) == (url, username, password)
    assert "secret" not in without_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "models",
        "./models",
        "--upload-pack=touch x",
        "ext::sh -c 'touch x'",
        "ext::https://h/o/n",
        "https://",
        "https:///o/n",
        "https://h.example",
        "https://h.example/o/n?x=1",
        "https://h.example/o/n#f",
        "https://h.example\\@evil.example/o/n",
        "https://-oProxyCommand=x/o/n",
        "ssh://-oProxyCommand=x/o",
        "-oProxyCommand=x:o/n",
        "git@-oProxyCommand=x:o/n",
        "https://h.example:99999/o/n",
        "https://h.example:x/o/n",
        "https://h exa.mple/o/n",
        "https://h.example/o\n/n",
        "https://h.example/o/\x00n",
        "https://jo:a%0ab@h.example/o/n",
        "file://host/path",
        "file:///srv/a%0ab",
        "ftp://h.example/o/n",
        "jo:secret@h.example:o/n",
        "https://[::1/o/n",
        "https://[zz]/o/n",
        "h..example:o/n",
        "x" * 3_000 + ":y",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_a_password(text: str) -> None:
    with pytest.raises(WrongAddress) as refusal:
        enter(text)
    assert "secret" not in str(refusal.value)


@given(st.text(max_size=60))
def test_whatever_is_entered_is_read_or_refused(text: str) -> None:
    try:
        entered = enter(text)
    except WrongAddress:
        return
    again = enter(entered.address.url)
    assert again.address == entered.address
    assert again.password is None


# --- where the server may go ------------------------------------------------------------------------------------

SERVER = Address("https://h.example/o/n", "https", "h.example", None, "o/n")
FORBIDDEN = [
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "fd00:ec2::254",
    "100.100.100.200", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
]  # fmt: skip
PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1", "198.18.0.1", "::1",
    "fd12:3456::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:0a00:0001::1", "240.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("ip", FORBIDDEN)
@pytest.mark.parametrize("reach", [Reach(), Reach(private=True, local=True)])
def test_nobody_is_sent_to_what_is_no_server(ip: str, reach: Reach) -> None:
    with pytest.raises(AddressNotAllowed):
        check_reach(SERVER, ["93.184.216.34", ip], reach)


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_addresses_have_to_be_allowed(ip: str) -> None:
    with pytest.raises(AddressNotAllowed, match="private"):
        check_reach(SERVER, [ip], Reach())
    check_reach(SERVER, [ip], Reach(private=True))


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_the_internet_is_open(ip: str) -> None:
    check_reach(SERVER, [ip], Reach())


def test_paths_have_to_be_allowed() -> None:
    with pytest.raises(AddressNotAllowed, match="own disk"):
        check_reach(read("/srv/models"), (), Reach(private=True))
    check_reach(read("/srv/models"), (), Reach(local=True))


# --- links ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forge", "links"),
    [
        ("github", ["/commit/c0", "/releases/tag/m%23prod%231", "/blob/c0/a%20b/dvc.yaml", "/compare/c0...c1"]),
        ("gitlab", ["/-/commit/c0", "/-/tags/m%23prod%231", "/-/blob/c0/a%20b/dvc.yaml", "/-/compare/c0...c1"]),
        ("bitbucket", ["/commits/c0", "/commits/tag/m%23prod%231", "/src/c0/a%20b/dvc.yaml",
                       "/branches/compare/c1%0Dc0"]),
        ("gitea", ["/commit/c0", "/src/tag/m%23prod%231", "/src/commit/c0/a%20b/dvc.yaml", "/compare/c0...c1"]),
        ("azure", ["/commit/c0", "?version=GTm%23prod%231", "?version=GCc0&path=/a%20b/dvc.yaml",
                   "/branchCompare?baseVersion=GCc0&targetVersion=GCc1"]),
        ("git", [None] * 4),
    ],
)  # fmt: skip
def test_links_lead_to_the_forge(forge: str, links: list[str | None]) -> None:
    made = Links(forge, "https://h.example/o/n")  # type: ignore[arg-type]
    found = [made.commit("c0"), made.tag("m#prod#1"), made.file("c0", "a b/dvc.yaml"), made.difference("c0", "c1")]
    assert found == [link and f"https://h.example/o/n{link}" for link in links]
    assert Links(forge, None).commit("c0") is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("forge", "link"),
    [
        ("github", "/compare/main...a%2Fb?expand=1"),
        ("gitlab", "/-/merge_requests/new?merge_request[target_branch]=main&merge_request[source_branch]=a%2Fb"),
        ("bitbucket", "/pull-requests/new?dest=main&source=a%2Fb"),
        ("gitea", "/compare/main...a%2Fb"),
        ("azure", "/pullrequestcreate?targetRef=main&sourceRef=a%2Fb"),
        ("git", None),
    ],
)
def test_where_a_person_opens_a_pull_request(forge: str, link: str | None) -> None:
    made = Links(forge, "https://h.example/o/n")  # type: ignore[arg-type]
    assert made.pull_request("main", "a/b") == (link and f"https://h.example/o/n{link}")


def test_where_a_forge_shows_what_ci_says() -> None:
    found = {
        forge: Links(forge, "https://h.example/o/n").checks("c0") for forge in ("github", "gitlab", "gitea", "git")
    }
    assert found == {
        "github": "https://h.example/o/n/commit/c0/checks",
        "gitlab": "https://h.example/o/n/-/commit/c0/pipelines",
        "gitea": "https://h.example/o/n/commit/c0",
        "git": None,
    }


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_breaks_out_of_a_link(text: str) -> None:
    assert not set(quoted(text)) & set("/?#\\<>\"' \n:@&")
