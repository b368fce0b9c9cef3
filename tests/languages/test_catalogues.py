"""What ships is whole: every text of the sources, in every language, with all it must keep."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from app.languages.shipped import shipped_languages
from scripts.translations import (
    FOLDER,
    TEMPLATE,
    catalogue_files,
    collect,
    problems,
    read,
    updated,
    written,
)

CATALOGUES = pytest.mark.parametrize(
    "path", catalogue_files(), ids=lambda path: path.parent.parent.name
)


@pytest.fixture(scope="module")
def template() -> Catalog:
    """Every text of the sources as they are now."""
    return collect()


def test_template_is_what_the_sources_give(template: Catalog) -> None:
    assert TEMPLATE.read_text() == written(template), "run make translations"


@CATALOGUES
def test_catalogue_holds_the_texts_of_the_sources(path: Path, template: Catalog) -> None:
    assert path.read_text() == written(updated(read(path), template)), "run make translations"


@CATALOGUES
def test_shipped_catalogue_lacks_nothing(path: Path) -> None:
    assert list(problems(read(path))) == []


def test_a_catalogue_is_all_that_a_language_needs() -> None:
    tags = {language.tag for language in shipped_languages()}
    folders = {path.parent.parent.name for path in catalogue_files()}
    assert tags == {"en", *(name.replace("_", "-") for name in folders)}
    assert "de" in tags
    assert not list(FOLDER.glob("*/*/*.mo"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is not translated"),
        ("Zurück", "other placeholders"),
        ("%(merchant)s %(other)s", "other placeholders"),
        ("%(merchant)s zu 100 %", "bare %"),
        ("<b>%(merchant)s</b>", "markup"),
        ('"%(merchant)s"', "straight quotes"),
        (" %(merchant)s", "space"),
    ],
)
def test_wrong_translation_is_found(text: str, told: str) -> None:
    catalogue = Catalog(locale="de", fuzzy=False)
    catalogue.add("Return to %(merchant)s", text)
    assert [told in problem for problem in problems(catalogue)] == [True]


def test_fuzzy_and_too_few_plural_forms_are_found() -> None:
    catalogue = Catalog(locale="pl", fuzzy=False)
    catalogue.add("Back", "Wstecz", flags=["fuzzy"])
    catalogue.add(("%(num)d day", "%(num)d days"), ("%(num)d dzień", "%(num)d dni"))
    told = list(problems(catalogue))
    assert "is fuzzy" in told[0]
    assert "has 2 forms of 3" in told[1]


def test_form_for_one_may_leave_the_number_out_and_no_other_value() -> None:
    catalogue = Catalog(locale="de", fuzzy=False)
    catalogue.add(("%(num)d of %(all)s", "%(num)d of %(all)s"), ("eins von %(all)s", "%(num)d"))
    assert [problem.split(" has ")[1][:18] for problem in problems(catalogue)] == [
        "other placeholders"
    ]


def test_changed_text_is_asked_for_anew_and_not_guessed() -> None:
    old, new = Catalog(locale="de", fuzzy=False), Catalog(fuzzy=False)
    old.add("Take a photo of the front", "Fotografieren Sie die Vorderseite")
    new.add("Take a photo of the front.")
    after = updated(old, new)
    assert [message.string for message in after if message.id] == [None]
    assert "Vorderseite" not in written(after)
