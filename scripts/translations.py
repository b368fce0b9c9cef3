"""Collect the portal's texts, and bring the catalogues of its languages up to date.

    make translations                            after a text has changed
    .venv/bin/python -m scripts.translations de  begin a new language

Texts come from the calls of gettext in app/ and templates/. A text that changed is asked for anew
in each language: nothing is guessed from one that is like it. Ends with status 1 while a catalogue
lacks a translation, and names what it lacks.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "app" / "translations"
TEMPLATE: Final = FOLDER / "messages.pot"

_KEYWORDS: Final = {
    "_": None,
    "_l": None,
    "_ln": (1, 2),
    "_lp": ((1, "c"), 2),
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
#: What a translation must keep: named values, numbers of plurals, and what scripts fill in.
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
#: Templates put texts into attributes as they are; quotes are written “thus”.
_MARKUP: Final = re.compile(r'[<>&"]')
#: Lines of a header that would change with the clock and the library.
_RESTLESS: Final = re.compile(
    r'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|'
    r"Last-Translator|Language-Team|Generated-By):.*\n",
    re.MULTILINE,
)
_HEADER: Final = "# Texts of the customer's pages. docs/translating.md tells how to write them."


def main() -> int:
    """Write the template and every catalogue; status 1 while one of them lacks something."""
    parser = argparse.ArgumentParser(prog="make translations", description=__doc__)
    parser.add_argument("locale", nargs="*", help="a language to begin, such as de or pt_BR")
    for locale in parser.parse_args().locale:
        path = FOLDER / locale / "LC_MESSAGES" / "messages.po"
        if not path.exists():
            path.parent.mkdir(parents=True)
            path.write_text(written(Catalog(locale=locale, header_comment=_HEADER, fuzzy=False)))
    template = collect()
    TEMPLATE.write_text(written(template))
    found = 0
    for path in catalogue_files():
        catalogue = updated(read(path), template)
        path.write_text(written(catalogue))
        for problem in problems(catalogue):
            found += 1
            print(f"{path.relative_to(ROOT)}: {problem}")
    print(f"{len(template)} texts, {len(catalogue_files())} catalogues, {found} problems")
    return 1 if found else 0


def catalogue_files() -> list[Path]:
    """Return the catalogue of every language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as source:
        return read_po(source, locale=path.parent.parent.name)


def collect() -> Catalog:
    """Return every text of the sources, in the order of files and within each as it stands."""
    catalogue = Catalog(header_comment=_HEADER, fuzzy=False)
    for path, method in _sources():
        options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
        with path.open("rb") as source:
            for _, texts, comments, context in extract(
                method, source, _KEYWORDS, ["Translators:"], options, strip_comment_tags=True
            ):
                catalogue.add(
                    texts,
                    locations=[(path.relative_to(ROOT).as_posix(), 0)],
                    auto_comments=comments,
                    context=context,
                )
    return catalogue


def updated(catalogue: Catalog, template: Catalog) -> Catalog:
    """Return a catalogue with the texts of the template, in its order and no others."""
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=True)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> str:
    """Return a catalogue as its file: the same texts give the same bytes."""
    file = io.BytesIO()
    write_po(file, catalogue, width=100, include_lineno=False, ignore_obsolete=True)
    return _RESTLESS.sub("", file.getvalue().decode())


def problems(catalogue: Catalog) -> Iterator[str]:
    """Yield what keeps a catalogue from being shown to a customer."""
    for message in catalogue:
        if not message.id:
            continue
        name = repr(message.id if isinstance(message.id, str) else message.id[0])
        if message.fuzzy:
            yield f"{name} is fuzzy"
        forms = _forms(message)
        if not forms or not all(forms):
            yield f"{name} is not translated"
        elif message.pluralizable and len(forms) != catalogue.num_plurals:
            yield f"{name} has {len(forms)} forms of {catalogue.num_plurals}"
        else:
            yield from _wrong_forms(name, message, forms)


def _forms(message: Message) -> list[str]:
    text = message.string
    return [text] if isinstance(text, str) else list(text or ())


def _wrong_forms(name: str, message: Message, forms: list[str]) -> Iterator[str]:
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    kept = set(_PLACEHOLDER.findall(sources[-1]))
    # A form for one number alone may say it in a word.
    may_lack = {"%(num)d"} if message.pluralizable else set()
    for form in forms:
        found = set(_PLACEHOLDER.findall(form))
        if found - kept or kept - found - may_lack:
            yield f"{name} has other placeholders: {form!r}"
        if "%" in _PLACEHOLDER.sub("", form.replace("%%", "")):
            yield f"{name} has a bare %: {form!r}"
        if _MARKUP.search(form) and not _MARKUP.search(sources[-1]):
            yield f"{name} has markup or straight quotes: {form!r}"
        if form != form.strip():
            yield f"{name} has space at an end: {form!r}"


def _sources() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        if "versions" not in path.parts:
            yield path, "python"
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if "demo" not in path.parts:
            yield path, "jinja2"


if __name__ == "__main__":
    sys.exit(main())
