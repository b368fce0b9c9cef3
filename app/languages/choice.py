"""Which language a page is in.

The first that is there counts: the customer's own choice, the link's `locale`, the KYC request's,
the browser's languages in their order, English. One that does not ship gives way to the next.
"""

from collections.abc import Iterator
from typing import Final

from flask import g, has_request_context, request, session
from flask_babel import refresh

from app.domain.language_tags import is_language_tag
from app.extensions import settings
from app.languages.shipped import ENGLISH, Language, best_match, shipped_languages

_OWN_CHOICE: Final = "language"


def page_language() -> Language:
    """Return the language of this page."""
    if not has_request_context():
        return ENGLISH
    if "language" not in g:
        g.language = _choose()
    language: Language = g.language
    return language


def choose_locale() -> str:
    """Return the locale of this page's dates, lists and numbers."""
    return str(page_language().locale)


def offered_languages() -> tuple[Language, ...]:
    """Return the languages a customer may switch to."""
    return shipped_languages()


def wish_language(*tags: str | None) -> None:
    """Note what the link or the KYC request asks for on this page; what came first counts first."""
    g.language_wishes = [*g.get("language_wishes", ()), *filter(None, tags)]
    g.pop("language", None)
    refresh()


def remember_own_choice(tag: str) -> None:
    """Keep the customer's own choice in this browser; what is no language of ours is forgotten."""
    found = _match(tag)
    if found is not None:
        session[_OWN_CHOICE] = found.tag


def _choose() -> Language:
    return next(filter(None, map(_match, _wishes())), ENGLISH)


def _wishes() -> Iterator[str]:
    yield session.get(_OWN_CHOICE, "")
    yield request.args.get("locale", "")
    yield from g.get("language_wishes", ())
    yield from (tag for tag, quality in request.accept_languages if quality > 0)


def _match(tag: str) -> Language | None:
    return best_match(tag, with_pseudo=settings().is_sandbox) if is_language_tag(tag) else None
