from __future__ import annotations

import pytest

from gto.comparison.markdown import code, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("churn", "`churn`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a|b", "`a\\|b`"),
    ],
)
def test_code_is_code_whatever_is_in_it(text: str, expected: str) -> None:
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Train on January", "Train on January"),
        ("[a](b) **c** <d>", "\\[a\\]\\(b\\) \\*\\*c\\*\\* \\<d\\>"),
        ("# a | b", "\\# a \\| b"),
    ],
)
def test_text_is_text_whatever_is_in_it(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_what_steers_a_terminal_is_shown() -> None:
    assert "\x1b" not in code("\x1b[31mred") + plain("\x1b[31mred")
