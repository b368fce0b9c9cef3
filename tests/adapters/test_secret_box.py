"""Secrets at rest: sealed by the newest key, opened by any, bound to their row."""

import pytest

from app.adapters.secret_box import SecretBox, SecretUnreadable

OLD, NEW = "old-" * 12, "new-" * 12


def test_what_is_sealed_opens_and_does_not_show() -> None:
    box = SecretBox([OLD], purpose="test")
    sealed = box.seal("whsec_secret", context="row-1")
    assert "whsec_secret" not in sealed
    assert box.open(sealed, context="row-1") == "whsec_secret"
    assert box.seal("whsec_secret", context="row-1") != sealed


def test_an_older_key_opens_and_the_newest_seals() -> None:
    sealed = SecretBox([OLD], purpose="test").seal("secret", context="row-1")
    rotated = SecretBox([OLD, NEW], purpose="test")
    assert rotated.open(sealed, context="row-1") == "secret"
    assert not rotated.is_sealed_with_newest(sealed, context="row-1")
    again = rotated.seal("secret", context="row-1")
    assert rotated.is_sealed_with_newest(again, context="row-1")
    assert SecretBox([NEW], purpose="test").open(again, context="row-1") == "secret"


def test_a_key_that_was_taken_away_opens_nothing() -> None:
    sealed = SecretBox([OLD], purpose="test").seal("secret", context="row-1")
    with pytest.raises(SecretUnreadable):
        SecretBox([NEW], purpose="test").open(sealed, context="row-1")


def test_a_secret_opens_only_in_its_own_row_and_for_its_own_purpose() -> None:
    sealed = SecretBox([OLD], purpose="test").seal("secret", context="row-1")
    with pytest.raises(SecretUnreadable):
        SecretBox([OLD], purpose="test").open(sealed, context="row-2")
    with pytest.raises(SecretUnreadable):
        SecretBox([OLD], purpose="other").open(sealed, context="row-1")


def test_what_was_altered_does_not_open() -> None:
    box = SecretBox([OLD], purpose="test")
    sealed = box.seal("secret", context="row-1")
    middle = len(sealed) // 2
    flipped = "B" if sealed[middle] == "A" else "A"
    for altered in (
        sealed[:middle] + flipped + sealed[middle + 1 :], sealed[:-8], "v2" + sealed[2:], "v1.", "",
        "v1.%%%", "whsec_secret",
    ):  # fmt: skip
        with pytest.raises(SecretUnreadable):
            box.open(altered, context="row-1")
