"""The portal's languages: which ship, which one a page is in, and the catalogues of their texts.

Texts are written in English where they are shown, inside `gettext` or one of its kin; a catalogue
for each other language lies in `app/translations`, and docs/translating.md tells how to write one.
"""

from apiflask import APIFlask
from flask_babel import Babel, Domain

from app.languages.catalogues import CATALOGUES
from app.languages.choice import choose_locale, offered_languages, page_language
from app.languages.formats import isolated

__all__ = ["init_app"]


class _Babel(Babel):  # type: ignore[misc] # The library ships no types.
    """Flask-Babel, with one set of catalogues instead of one that is read at each request."""

    @property
    def domain_instance(self) -> Domain:
        """The catalogues."""
        return CATALOGUES


def init_app(app: APIFlask) -> None:
    """Let templates and views translate, and tell each page its language and direction."""
    _Babel(app, locale_selector=choose_locale, default_timezone="UTC")
    app.jinja_env.globals.update(page_language=page_language, offered_languages=offered_languages)
    app.jinja_env.filters["isolated"] = isolated
