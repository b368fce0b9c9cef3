"""Each paper says what its truth says, keeps its ink on the sheet and calls itself a specimen."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens import (
    STYLES,
    Address,
    Paper,
    Person,
    draw_american_licence_back,
    draw_american_licence_front,
    draw_bill,
    draw_bill_pdf,
    draw_european_licence_back,
    draw_european_licence_front,
    draw_id_card_back,
    draw_id_card_front,
    draw_large_card_back,
    draw_large_card_front,
    draw_passport,
    draw_person,
)
from app.specimens.papers.aamva import aamva_text

Draw = Callable[[Person, Image.Image, date], Paper]

DRAWINGS: dict[str, Draw] = {
    "passport-list": lambda who, face, day: draw_passport(who, face, seed=1),
    "passport-grid": lambda who, face, day: draw_passport(who, face, seed=1, layout="grid"),
    "card-front": lambda who, face, day: draw_id_card_front(who, face, seed=1),
    "card-front-right": lambda who, face, day: draw_id_card_front(
        who, face, seed=1, layout="right", style=STYLES[2]
    ),
    "card-back-right": lambda who, face, day: draw_id_card_back(
        who, seed=1, layout="right", style=STYLES[2]
    ),
    "large-card-front": lambda who, face, day: draw_large_card_front(
        who, face, seed=1, zone="front", style=STYLES[1]
    ),
    "large-card-back": lambda who, face, day: draw_large_card_back(
        who, seed=1, zone="back", style=STYLES[3]
    ),
    "card-back": lambda who, face, day: draw_id_card_back(who, seed=1),
    "european-front": lambda who, face, day: draw_european_licence_front(who, face, seed=1),
    "european-back": lambda who, face, day: draw_european_licence_back(who, seed=1),
    "american-front": lambda who, face, day: draw_american_licence_front(who, face, seed=1),
    "american-back": lambda who, face, day: draw_american_licence_back(who, seed=1),
    "bill-left": lambda who, face, day: draw_bill(who, issued=day, seed=1),
    "bill-window": lambda who, face, day: draw_bill(who, issued=day, seed=1, layout="window"),
    "statement": lambda who, face, day: draw_bill(
        who, issued=day, subtype=DocumentSubtype.BANK_STATEMENT
    ),
}
drawings = pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)


@drawings
def test_every_paper_calls_itself_a_specimen(
    draw: Draw, portrait: Image.Image, today: date
) -> None:
    text = draw(draw_person(0, today=today), portrait, today).truth.text
    assert "SPECIMEN" in text
    assert any("not exist" in line and "Not a document" in line for line in text)


@drawings
def test_same_arguments_draw_the_same_pixels(
    draw: Draw, portrait: Image.Image, today: date
) -> None:
    person = draw_person(4, today=today)
    first, second = draw(person, portrait, today), draw(person, portrait, today)
    assert first.image.tobytes() == second.image.tobytes()
    assert first.truth == second.truth


@drawings
def test_no_ink_runs_off_the_sheet(draw: Draw, portrait: Image.Image, today: date) -> None:
    person = draw_person(9, today=today, first_name="Maximiliane Charlotte Wilhelmine Auguste")
    pixels = np.asarray(draw(person, portrait, today).image)[160:]
    rim = np.concatenate([pixels[:, :12], pixels[:, -12:]], axis=1)
    assert rim.min() > 150


@drawings
def test_truth_is_plain_json(draw: Draw, portrait: Image.Image, today: date) -> None:
    truth = draw(draw_person(0, today=today), portrait, today).truth
    told = json.loads(json.dumps(truth.as_json()))
    assert told["fields"] == dict(truth.fields)
    assert told["tag"] == truth.tag


def test_passport_says_who_was_asked_for(portrait: Image.Image, today: date) -> None:
    person = draw_person(
        0,
        today=today,
        first_name="Ida",
        last_name="Ørsted",
        birth_date=date(2015, 3, 7),
        expiry_date=date(2026, 1, 2),
        document_number="AB12",
    )
    truth = draw_passport(person, portrait).truth
    assert truth.fields["lastName"] == "Ørsted"
    assert truth.fields["dateOfBirth"] == "2015-03-07"
    assert {"ØRSTED", "IDA", "07 MAR 2015", "02 JAN 2026", "AB12"} <= set(truth.text)
    assert truth.mrz[0].startswith("P<UTOOERSTED<<IDA<")
    assert truth.mrz[1].startswith("AB12<<<<<")
    assert (truth.subtype, truth.tag) == (DocumentSubtype.PASSPORT, FileTag.FRONT)


def test_portrait_lies_in_its_box(today: date) -> None:
    red = Image.new("RGB", (350, 450), (250, 0, 0))
    image, truth = draw_id_card_front(draw_person(0, today=today), red)
    assert truth.portrait_box is not None
    assert truth.ghost_box is not None
    portrait, ghost = (
        np.asarray(image.crop(box)).mean(axis=(0, 1))
        for box in (truth.portrait_box, truth.ghost_box)
    )
    paper = np.asarray(image.crop((340, 560, 800, 620))).mean(axis=(0, 1))
    assert portrait[0] - portrait[1] > ghost[0] - ghost[1] > 30 > abs(paper[0] - paper[1])


def test_bill_is_addressed_to_the_address_asked_for(today: date) -> None:
    home = Address("3 Quay Street", "Alder", "Westmark", "20001", "Utopia")
    person = draw_person(0, today=today, address=home)
    truth = draw_bill(person, issued=date(2026, 2, 1)).truth
    assert truth.fields["date"] == "2026-02-01"
    assert {"3 Quay Street", "20001 Alder", "Westmark", "Utopia"} <= set(truth.text)
    assert "Date of issue: 01/02/2026" in truth.text
    assert truth.address == home


def test_address_without_region_leaves_no_gap(portrait: Image.Image, today: date) -> None:
    person = draw_person(0, today=today, address=Address("3 Quay Street", "Alder", "", ""))
    for truth in (draw_bill(person, issued=today).truth, draw_id_card_back(person).truth):
        assert "Alder" in truth.text
        assert "Region" not in truth.text
        assert "" not in truth.text


def test_window_layout_writes_the_month_in_words(today: date) -> None:
    person = draw_person(0, today=today)
    text = draw_bill(person, issued=date(2026, 2, 1), layout="window").truth.text
    assert "Date of issue: 1 February 2026" in text


def test_pdf_bill_has_the_same_text_layer(today: date) -> None:
    person = draw_person(2, today=today)
    person = replace(person, address=replace(person.address, line1="12 Road (rear) \\ Hof 3"))
    content, truth = draw_bill_pdf(person, issued=today, seed=3)
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        layer = page.get_textpage().get_text_bounded()
        assert [round(side) for side in page.get_size()] == [595, 842]
        assert len(document) == 1
    assert [line for line in truth.text if line not in layer] == []


def test_pdf_refuses_letters_its_fonts_lack(today: date) -> None:
    person = draw_person(0, today=today, first_name="Ольга")
    with pytest.raises(UnicodeEncodeError):
        draw_bill_pdf(person, issued=today)


def test_subtype_that_is_never_drawn_is_refused(today: date) -> None:
    with pytest.raises(ValueError, match="tax-return"):
        draw_bill(draw_person(0, today=today), issued=today, subtype=DocumentSubtype.TAX_RETURN)


def test_american_licence_puts_the_month_first(portrait: Image.Image, today: date) -> None:
    person = draw_person(0, today=today, birth_date=date(1990, 2, 13))
    numbered = draw_american_licence_front(person, portrait).truth.text
    labelled = draw_american_licence_front(person, portrait, numbered=False).truth.text
    assert {"3 DOB", "02/13/1990", "1", "2"} <= set(numbered)
    assert {"DOB", "02/13/1990", "LN", "FN"} <= set(labelled)


def test_european_licence_may_shorten_its_years(portrait: Image.Image, today: date) -> None:
    person = draw_person(0, today=today, birth_date=date(1990, 2, 13), birth_place="Zenith")
    draw = draw_european_licence_front
    assert "13.02.1990 ZENITH" in draw(person, portrait).truth.text
    assert "13.02.90 ZENITH" in draw(person, portrait, short_years=True).truth.text


def test_header_of_a_barcode_says_where_its_subfile_lies(today: date) -> None:
    text = aamva_text(draw_person(1, today=today), kind="ID").encode("iso-8859-1")
    offset, length = int(text[23:27]), int(text[27:31])
    assert text[21:23] == text[offset : offset + 2] == b"ID"
    assert offset + length == len(text)
    assert text.endswith(b"\n\r")
