"""The documentation is whole: what the code has is in it, what is made from the code is fresh, links lead somewhere.

Console examples are run as stories (test_stories.py); Python examples are run here.
"""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest
from docs.reference.made import PAGES, renewed

from gto import errors
from gto.cli.commands import COMMANDS
from gto.config import Config
from gto.registry import oddities
from story import retell
from surroundings import settle

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
PAGES_OF_OURS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
#: The page on Python has a test of its own, test_api_documented.py.
PYTHON_EXAMPLES = [page for page in PAGES_OF_OURS if ">>> " in page.read_text() and page.name != "python.md"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", PAGES)
def test_what_is_made_from_the_code_is_fresh(name: str) -> None:
    text = (REFERENCE / name).read_text()
    assert text == renewed(name, text), f"docs/reference/{name} is stale: make docs"


def test_a_command_that_was_forgotten_gets_its_section() -> None:
    page = (REFERENCE / "commands.md").read_text()
    start, end = page.index("### `gto stages`"), page.index("### `gto describe`")
    mended = renewed("commands.md", page[:start] + page[end:])
    group = mended.partition("\n## Read the registry\n")[2].partition("\n## ")[0]
    assert "### `gto stages`\n\n<!-- made: command stages -->" in group
    assert renewed("commands.md", mended) == mended


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_option_and_argument_is_in_the_reference(command) -> None:
    page = (REFERENCE / "commands.md").read_text()
    section = page.partition(f"\n### `gto {command.name}`\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    words = [flag for option in command.options if option.name != "help" for flag in option.flags]
    words += [argument.name.upper() for argument in command.arguments]
    words += [f"gto {alias}" for alias in command.aliases]
    assert [word for word in words if not re.search(rf"`[^`]*{re.escape(word)}\b[^`]*`", section)] == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.group], ids=lambda command: command.name)
def test_every_command_has_an_example(command) -> None:
    assert command.examples
    assert all("gto " in example.command for example in command.examples)


def test_every_error_is_in_the_reference() -> None:
    page = (REFERENCE / "errors.md").read_text()
    classes = [one for one in all_below(errors.GtoError) if one.__module__.startswith("gto.") and "code" in vars(one)]
    codes = {one.code for one in classes}
    assert {code for code in codes if f"### `{code}`\n" not in page} == set()
    assert len(codes) == len(classes), "two errors have one code"


def test_every_oddity_is_in_the_reference() -> None:
    page = (REFERENCE / "errors.md").read_text()
    source = Path(oddities.__file__).read_text()
    codes = set(re.findall(r'Oddity\(\s*"([\w-]+)"', source))
    assert {code for code in codes if f"| `{code}` |" not in page} == set()


def test_every_setting_is_in_the_reference() -> None:
    page = (REFERENCE / "settings.md").read_text()
    names = {f"GTO_{key.upper()}" for key in Config._fields} | variables()
    assert {name for name in names if f"`{name}`" not in page} == set()


def variables() -> set[str]:
    """The variables of the environment that the code asks for by name."""
    found = set()
    for path in (ROOT / "src" / "gto").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr="get", value=where), args=[ast.Constant(value=str(name)), *_]):
                    pass
                case ast.Subscript(value=where, slice=ast.Constant(value=str(name))):
                    pass
                case ast.Compare(left=ast.Constant(value=str(name)), comparators=[where]):
                    pass
                case _:
                    continue
            if ast.unparse(where) in {"os.environ", "environ", "environment", "env"} and name.isupper():
                found.add(name)
    return found


def all_below(one: type) -> list[type]:
    return [one, *(lower for below in one.__subclasses__() for lower in all_below(below))]


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    pages = {str(page.relative_to(ROOT / "docs")) for page in ROOT.glob("docs/*/*.md")}
    assert {page for page in pages if f"]({page})" not in index} == set()


@pytest.mark.parametrize("page", PAGES_OF_OURS, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text())):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The names that a forge gives to the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text())
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def without_code(text: str) -> str:
    return re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", text)


def test_the_map_names_what_there_is() -> None:
    """Every module in the tree of ARCHITECTURE.md exists, and every folder of the package is in it."""
    tree = (ROOT / "ARCHITECTURE.md").read_text().partition("\nsrc/gto/\n")[2].partition("\n\n")[0]
    package = ROOT / "src" / "gto"
    modules = {path.name for path in package.rglob("*.py")}
    folders = {path.name for path in package.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert set(re.findall(r"\w+\.py", tree)) - modules == set()
    assert folders - set(re.findall(r"(\w+)/ ", tree)) == set()


@pytest.mark.parametrize("page", PYTHON_EXAMPLES, ids=named)
def test_python_examples_say_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python examples of a page continue where its console examples end, in the same folder."""
    retell(page.read_text(), tmp_path)
    home = tmp_path / "home"
    for name, value in settle(home).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home / "project")
    blocks = "\n".join(re.findall(r"(?ms)^```pycon\n(.*?)^```", page.read_text()))
    example = doctest.DocTestParser().get_doctest(blocks, {}, named(page), str(page), 0)
    told: list[str] = []
    doctest.DocTestRunner().run(example, out=told.append)
    assert "".join(told) == ""
