"""The pseudo languages keep what a text must keep."""

from app.languages.pseudo import PseudoTranslations, lengthen, turn_round


def test_longer_text_keeps_its_placeholders() -> None:
    text = "Page %(number)s of your %(document)s, {n} of 100 %%"
    longer = lengthen(text)
    assert "%(number)s" in longer
    assert "%(document)s" in longer
    assert "{n}" in longer
    assert "%%" in longer
    assert "Page" not in longer


def test_text_is_at_least_forty_percent_longer() -> None:
    for text in ("Back", "Take a selfie", "Open your link again from the message you received."):
        assert 1.4 * len(text) <= len(lengthen(text)) <= 1.6 * len(text) + 6


def test_text_that_is_turned_round_keeps_its_placeholders() -> None:
    assert turn_round("Return to %(merchant)s") == (
        "\u202eReturn\u202c \u202eto\u202c %(merchant)s"
    )


def test_plural_forms_are_those_of_english() -> None:
    pseudo = PseudoTranslations(str.upper)
    assert pseudo.ungettext("one day", "days", 1) == "ONE DAY"
    assert pseudo.ungettext("one day", "days", 2) == "DAYS"
    assert pseudo.unpgettext("side", "one day", "days", 2) == "DAYS"
    assert pseudo.upgettext("side", "back") == "BACK"
