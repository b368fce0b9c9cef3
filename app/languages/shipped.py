"""The languages that ship: English, and each that has a catalogue in `app/translations`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path
from typing import Final

from babel import Locale
from babel.core import get_global

FOLDER: Final = Path(__file__).resolve().parent.parent / "translations"

#: Norwegian is written as Bokmål where nothing else is said.
_ALIASES: Final = {**get_global("language_aliases"), "no": "nb"}


@dataclass(frozen=True)
class Language:
    """A language by its tag of BCP 47; `locale` gives its rules for dates, lists and numbers.

    The pseudo languages are English made longer or turned round, for tests of the layout.
    """

    tag: str
    locale: Locale
    is_pseudo: bool = False

    @cached_property
    def name(self) -> str:
        """How the language calls itself."""
        if self.is_pseudo:
            return self.tag
        own = Locale.parse(self.tag, sep="-")
        name = own.get_display_name(own) or self.tag
        return name[:1].title() + name[1:]

    @property
    def direction(self) -> str:
        """Which way it is written: `ltr` or `rtl`."""
        if self.is_pseudo:
            return "rtl" if self.tag.startswith("ar") else "ltr"
        return str(self.locale.text_direction)


#: English texts are British, so their dates and lists are as well.
ENGLISH: Final = Language("en", Locale.parse("en_GB"))
PSEUDO: Final = tuple(Language(tag, ENGLISH.locale, is_pseudo=True) for tag in ("en-XA", "ar-XB"))


@cache
def shipped_languages() -> tuple[Language, ...]:
    """Return every language that ships, in the order of their own names."""
    folders = sorted(file.parent.parent.name for file in FOLDER.glob("*/LC_MESSAGES/messages.po"))
    others = (Language(name.replace("_", "-"), Locale.parse(name)) for name in folders)
    return tuple(sorted((ENGLISH, *others), key=lambda language: language.name))


def best_match(tag: str, *, with_pseudo: bool = False) -> Language | None:
    """Return the shipped language nearest to what was asked for, or None.

    `de-AT` gets German, `zh-TW` the Chinese in traditional characters where it ships, `pt` the
    Portuguese of Brazil where that is the only one. Pseudo languages answer to their exact name.
    """
    if with_pseudo:
        for language in PSEUDO:
            if language.tag.lower() == tag.lower():
                return language
    return nearest(tag, shipped_languages())


def nearest(tag: str, languages: Iterable[Language]) -> Language | None:
    """Return the one of `languages` nearest to `tag`, in script before region, or None."""
    wanted, *details = _in_full(tag)
    same = [each for each in languages if _in_full(each.tag)[0] == wanted]
    return max(same, key=lambda each: _likeness(_in_full(each.tag)[1:], details), default=None)


def _likeness(details: Iterable[str], wanted: Iterable[str]) -> tuple[bool, ...]:
    return tuple(one == other for one, other in zip(details, wanted, strict=True))


@cache
def _in_full(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag, with the likely ones where it names none."""
    first, *rest = tag.replace("_", "-").split("-")
    language = str(_ALIASES.get(first.lower(), first.lower())).split("_", maxsplit=1)[0]
    # What follows a single letter are extensions and private names.
    rest = list(takewhile(lambda part: len(part) > 1, rest))
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in rest if len(part) == 2), "")
    likely = get_global("likely_subtags")
    for known in ((language, script, region), (language, region), (language, script), (language,)):
        found = likely.get("_".join(filter(None, known)))
        if found:
            _, likely_script, likely_region = found.split("_")[:3]
            return language, script or likely_script, region or likely_region
    return language, script, region
