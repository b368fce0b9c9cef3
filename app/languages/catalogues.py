"""Catalogues of translated texts, read from their sources: nothing to compile, nothing stale."""

import io
from functools import cache
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain

from app.languages.choice import page_language
from app.languages.pseudo import PseudoTranslations, lengthen, turn_round
from app.languages.shipped import FOLDER

_PSEUDO: Final = {
    "en-XA": PseudoTranslations(lengthen),
    "ar-XB": PseudoTranslations(turn_round),
}


class Catalogues(Domain):  # type: ignore[misc] # The library ships no types.
    """The texts of every shipped language, read at the first page in it."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language of this page."""
        return read_catalogue(page_language().tag)


@cache
def read_catalogue(tag: str) -> NullTranslations:
    """Return one language's texts; English keeps the source's."""
    if tag in _PSEUDO:
        return _PSEUDO[tag]
    file = FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


CATALOGUES: Final = Catalogues()
