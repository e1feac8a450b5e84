from __future__ import annotations

import pytest

from gto.errors import CannotEdit
from gto_studio.errors import NotFound
from gto_studio.rules.edits.seen import NotSeen, Seen

AT = "a" * 40


def test_what_is_missing_is_asked_for() -> None:
    seen = Seen({"refs/heads/main": AT})
    assert seen.head("main") == AT
    with pytest.raises(NotFound, match="no branch 'gone'"):
        seen.head("gone")
    with pytest.raises(NotSeen) as caught:
        seen.ask(AT, "a", "b")
    assert caught.value.files == ((AT, "a"), (AT, "b"))
    with pytest.raises(NotSeen) as caught:
        seen.exists(AT)
    assert caught.value.commits == (AT,)
    with pytest.raises(NotSeen) as caught:
        seen.reading(AT)
    assert caught.value.annotations == (AT,)


def test_files_that_are_there_are_not_or_cannot_be_edited() -> None:
    seen = Seen(
        {}, files={(AT, "a"): b"x", (AT, "b"): None, (AT, "c"): "it is not a plain file", (AT, "d"): b"x" * 2**21}
    )
    assert (seen.file(AT, "a"), seen.file(AT, "b")) == (b"x", None)
    with pytest.raises(CannotEdit, match="c cannot be edited: it is not a plain file"):
        seen.file(AT, "c")
    with pytest.raises(CannotEdit, match="larger"):
        seen.file(AT, "d")
