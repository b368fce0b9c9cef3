"""Names of languages as they come from outside: tags of BCP 47, such as `pt-BR`."""

import re

MAX_TAG_CHARACTERS = 35

#: Language, script, region, variants, extensions, private use, as RFC 5646 puts them together.
PATTERN = (
    r"^[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*(-[xX](-[A-Za-z0-9]{1,8})+)?$"
)
_TAG = re.compile(PATTERN, re.ASCII)


def is_language_tag(text: str) -> bool:
    """Tell whether `text` is well formed; whether there is such a language is not asked."""
    return len(text) <= MAX_TAG_CHARACTERS and _TAG.fullmatch(text) is not None
