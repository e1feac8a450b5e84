"""Words → values. The rules are those of POSIX utilities and GNU long options, each stated once."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gto.cli.arguments import Argument, Command, HelpWanted, Option, UsageError, Values, nearest_word, read
from gto.cli.commands import COMMANDS

REPO = Option(("-r", "--repo"), "", default=".")
STAGE = Option(("--stage",), "", required=True)
LABEL = Option(("--label",), "", repeats=True)
FORCE = Option(("-f", "--force"), "", "flag")
QUIET = Option(("-q", "--dry-run"), "", "flag")
COUNT = Option(("--av", "--assignments-per-version"), "", "number", default=-1)
SORT = Option(("--sort",), "", ("time", "semver"), default="time")
FORM = Option(("--simple",), "", ("true", "false"), refusal="Only one of ['true', 'false'] is allowed")
HELP = Option(("-h", "--help"), "", "flag")
NAME = Argument("name", "", "artifact")
REF = Argument("ref", "", required=False)

COMMAND = Command("do", "do", "", "", (REPO, LABEL, FORCE, QUIET, COUNT, SORT, FORM, HELP), (NAME, REF))
NEEDY = Command("need", "need", "", "", (STAGE, HELP))
GREEDY = Command("all", "all", "", "", (FORCE,), (NAME, Argument("rest", "", required=False, many=True)))

values = st.text(min_size=1)


def refusal(command: Command, *words: str) -> str:
    with pytest.raises(UsageError) as refused:
        read(command, words)
    return str(refused.value)


class TestOptions:
    @given(values)
    def test_a_value_may_be_attached_or_follow(self, value: str) -> None:
        for words in (["--repo", value], [f"--repo={value}"], ["-r", value], [f"-r{value}"]):
            assert read(COMMAND, ["rf", *words]).text("repo") == value

    @given(st.permutations([["rf"], ["main"], ["--force"], ["--repo", "x"], ["--av", "3"]]))
    def test_options_stand_anywhere(self, parts: list[list[str]]) -> None:
        given = read(COMMAND, [word for part in parts for word in part])
        assert {given.text("artifact"), given.text("ref")} == {"rf", "main"}
        assert (given.flag("force"), given.text("repo"), given.number("av")) == (True, "x", 3)

    @given(st.lists(values))
    def test_two_dashes_end_the_options(self, words: list[str]) -> None:
        assert read(GREEDY, ["--", "rf", *words]).texts("rest") == tuple(words)

    def test_a_single_dash_is_no_option(self) -> None:
        assert read(COMMAND, ["-"]).text("artifact") == "-"

    def test_short_flags_stand_together(self) -> None:
        given = read(COMMAND, ["rf", "-fqr", "x"])
        assert (given.flag("force"), given.flag("dry_run"), given.text("repo")) == (True, True, "x")

    def test_what_is_not_given_has_its_default(self) -> None:
        given = read(COMMAND, ["rf"])
        assert (given.text("repo"), given.number("av"), given.text("sort")) == (".", -1, "time")
        assert (given.flag("force"), given.texts("label"), given.text("ref")) == (False, (), None)

    @given(values, values)
    def test_the_last_one_counts(self, first: str, last: str) -> None:
        assert read(COMMAND, ["rf", "--repo", first, "--repo", last]).text("repo") == last

    @given(st.lists(values))
    def test_unless_it_repeats(self, labels: list[str]) -> None:
        words = [word for label in labels for word in ("--label", label)]
        assert read(COMMAND, ["rf", *words]).texts("label") == tuple(labels)

    @given(st.integers(-(10**18) + 1, 10**18 - 1))
    def test_numbers(self, number: int) -> None:
        assert read(COMMAND, ["rf", f"--av={number}"]).number("av") == number
        assert read(COMMAND, ["rf", "--assignments-per-version", str(number)]).number("av") == number

    @given(st.permutations([["rf"], ["main"], ["--repo", "x"]]), st.sampled_from(["-h", "--help"]), st.integers(0, 3))
    def test_help_is_given_wherever_it_is_asked_for(self, parts: list[list[str]], flag: str, place: int) -> None:
        parts.insert(place, [flag])
        with pytest.raises(HelpWanted):
            read(COMMAND, [word for part in parts for word in part])

    def test_help_needs_nothing_else(self) -> None:
        with pytest.raises(HelpWanted):
            read(NEEDY, ["--help"])

    def test_a_value_that_looks_like_help_is_a_value(self) -> None:
        assert read(COMMAND, ["rf", "--repo", "-h"]).text("repo") == "-h"


class TestRefusals:
    def test_unknown_options(self) -> None:
        assert refusal(COMMAND, "rf", "--nonsense") == "No such option: --nonsense"
        assert refusal(COMMAND, "rf", "--frce") == "No such option: --frce. Did you mean --force?"
        assert refusal(COMMAND, "rf", "-x") == "No such option: -x"
        assert refusal(COMMAND, "rf", "-fx") == "No such option: -x"

    def test_long_options_are_not_abbreviated(self) -> None:
        assert refusal(COMMAND, "rf", "--assign", "3") == "No such option: --assign"

    def test_values_that_lack_or_are_too_many(self) -> None:
        assert refusal(COMMAND, "rf", "--repo") == "Option '--repo' requires an argument."
        assert refusal(COMMAND, "rf", "--force=yes") == "Option '--force' does not take a value."
        assert refusal(NEEDY) == "Missing option '--stage'."

    @given(st.text().filter(lambda text: not text.removeprefix("-").isdecimal()))
    def test_what_is_no_number(self, text: str) -> None:
        assert "is not a valid integer." in refusal(COMMAND, "rf", f"--av={text}")

    @pytest.mark.parametrize("text", ["9" * 5000, "٣", "²", "1_000", "--1", "+1", " 1"])
    def test_what_python_would_take_for_one(self, text: str) -> None:
        assert "is not a valid integer." in refusal(COMMAND, "rf", f"--av={text}")

    def test_what_is_not_among_the_choices(self) -> None:
        assert refusal(COMMAND, "rf", "--sort", "size") == (
            "Invalid value for '--sort': 'size' is not one of 'time', 'semver'."
        )
        assert refusal(COMMAND, "rf", "--simple=no") == (
            "Invalid value for '--simple': Only one of ['true', 'false'] is allowed"
        )

    def test_arguments_that_lack_or_are_too_many(self) -> None:
        assert refusal(COMMAND) == "Missing argument 'NAME'."
        assert refusal(COMMAND, "a", "b", "c") == "Got unexpected extra argument (c)"
        assert refusal(COMMAND, "a", "b", "c", "d") == "Got unexpected extra arguments (c d)"

    @given(
        st.sampled_from(COMMANDS), st.lists(st.one_of(st.text(), st.sampled_from(["--", "-", "-r", "--repo", "-hv"])))
    )
    def test_whatever_is_typed_is_read_or_refused(self, command: Command, words: list[str]) -> None:
        try:
            assert isinstance(read(command, words), Values)
        except (UsageError, HelpWanted):
            pass


@given(st.text("abcde", min_size=3), st.data())
def test_one_slip_is_recognised(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    slip = data.draw(
        st.sampled_from(
            [word[:place] + word[place + 1 :], word[:place] + "x" + word[place:], f"{word[:place]}x{word[place + 1 :]}"]
        )
    )
    assume(slip != word)
    assert nearest_word(slip, [word, "something else altogether"]) == word
    assert nearest_word("something quite different", [word]) is None
