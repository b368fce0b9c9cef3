"""Which browser and system a User-Agent names, by family only.

It is shown to the customer so that they know their own computer again. Versions and models would
tell a browser from others, and nobody needs that here.
"""

from collections.abc import Sequence

#: Longer ones are no browser's.
_MAX_CHARACTERS = 512

#: The first mark that is found wins: most browsers also name those they descend from.
_BROWSERS: Sequence[tuple[str, str]] = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Sequence[tuple[str, str]] = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_family(user_agent: str) -> str | None:
    """Return the browser's name, or None when it is none that we know."""
    return _first(_BROWSERS, user_agent)


def system_family(user_agent: str) -> str | None:
    """Return the operating system's name, or None when it is none that we know."""
    return _first(_SYSTEMS, user_agent)


def _first(marks: Sequence[tuple[str, str]], user_agent: str) -> str | None:
    text = user_agent[:_MAX_CHARACTERS]
    return next((name for mark, name in marks if mark in text), None)
