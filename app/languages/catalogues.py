"""Catalogues of translated texts, read from their sources: nothing to compile, nothing stale."""

import io
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

FOLDER: Final = Path(__file__).resolve().parent.parent / "translations"


class Catalogues(Domain):  # type: ignore[misc] # The library ships no types.
    """The texts of every shipped language, read at the first page in it."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language of this page."""
        return read_catalogue(str(get_locale() or "en"))


@cache
def read_catalogue(language: str) -> NullTranslations:
    """Return one language's texts; English and languages without a catalogue keep the source's."""
    file = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


CATALOGUES: Final = Catalogues()
