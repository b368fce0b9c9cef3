"""Tests of what one picture shows as a whole; lines are given, so that nothing is read."""

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from app.analysis.faces import find_faces
from app.analysis.mrz.parse import parse
from app.analysis.papers import is_zone_likely, look_at_all, recognise_paper
from app.analysis.quality import measure
from app.analysis.reading.ocr import Image
from app.analysis.reading.page import Page
from app.analysis.scene import Shown, compare_sides, look, side_shown
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.scene import Scene
from app.specimens import draw_id_card_front, draw_person, load_photo, load_portrait
from tests.analysis.mrz.zones import Holder, td1, td3
from tests.analysis.pages import line

_S = DocumentSubtype
FRONT, BACK, PAGES = FileTag.FRONT, FileTag.BACK, FileTag.PAGES
TODAY = date(2026, 11, 23)
TABLE = (96, 74, 60)
ID_CARD = ("IDENTITY CARD", "Surname", "BERG", "Given names", "ANNA", "Date of birth")
LICENCE = ("DRIVING LICENCE", "1. BERG", "2. ANNA", "3. 01.02.1990", "4a. 03.04.2020", "5. 77")
BILL = ("Electricity bill", "Meter reading 18204", "Standing charge", "Anna Berg", "kWh 263")
STATEMENT = ("Bank statement", "Sort code", "Opening balance", "Anna Berg", "Closing balance")


def shown(
    tag: FileTag, picture: Image, *written: tuple[tuple[str, ...], int, int], zone: object = None
) -> Shown:
    """Return a picture in which texts were read, each group from a place (left, top) on down."""
    lines = tuple(
        line(text, left, top + 40 * row)
        for texts, left, top in written
        for row, text in enumerate(texts)
    )
    page = Page(picture, lines)
    return Shown(tag, page, measure(picture, document=True), find_faces(picture))


def table(*papers: tuple[Pillow.Image | None, int, int, int, int]) -> Image:
    """Return a table of 1300 x 1650 with papers (picture or plain, left, top, width, height)."""
    scene = Pillow.new("RGB", (1300, 1650), TABLE)
    for paper, left, top, width, height in papers:
        shape = (width, height)
        sheet = paper.resize(shape) if paper else Pillow.new("RGB", shape, (240, 238, 230))
        scene.paste(sheet, (left, top))
    noise = np.random.default_rng(3).normal(0, 3, (1650, 1300, 3))
    return np.clip(np.asarray(scene, np.float32) + noise, 0, 255).astype(np.uint8)


def card(portrait: str) -> Pillow.Image:
    """Return the front of a card with a person's portrait."""
    return draw_id_card_front(draw_person(1, today=TODAY), load_portrait(portrait), seed=1).image


def two_sheets(first: tuple[str, ...], second: tuple[str, ...], tag: FileTag) -> Scene:
    """Look at two plain sheets with texts on them."""
    picture = table((None, 100, 100, 1000, 640), (None, 100, 880, 1000, 640))
    return look(shown(tag, picture, (first, 180, 180), (second, 180, 960)))


def test_two_papers_that_name_themselves_differently_are_two() -> None:
    cards, letters = two_sheets(ID_CARD, LICENCE, FRONT), two_sheets(BILL, STATEMENT, PAGES)
    assert (cards.papers, cards.papers_certain) == (2, True)
    assert (letters.papers, letters.papers_certain) == (2, True)


def test_two_pages_of_one_letter_are_one_document() -> None:
    assert two_sheets(BILL, ("Page 2", "Your tariff", "Contact us"), PAGES).papers == 1


def test_two_cards_of_which_no_more_is_known_are_for_a_person() -> None:
    seen = two_sheets(ID_CARD, ("AB 123", "CD 456", "EF 789"), FRONT)
    assert (seen.papers, seen.papers_certain) == (2, False)


def test_cards_of_two_persons_are_two_and_both_sides_of_one_are_not() -> None:
    places = ((ID_CARD, 480, 180), (ID_CARD, 480, 960))
    both = table((card("p1_a"), 100, 100, 1000, 640), (card("p2_a"), 100, 880, 1000, 640))
    strangers = look(shown(FRONT, both, *places))
    assert (strangers.papers, strangers.papers_certain) == (2, True)
    sides = table((card("p1_a"), 100, 100, 1000, 640), (None, 100, 880, 1000, 640))
    back = ("Address", "12 Harbour Road", "Authority")
    assert look(shown(FRONT, sides, places[0], (back, 180, 960))).papers == 1


def test_card_with_a_ghost_portrait_is_one_paper() -> None:
    picture = table((card("p1_a"), 100, 300, 1012, 638))
    seen = look(shown(FRONT, picture, (ID_CARD, 480, 400)))
    assert (seen.papers, seen.side, seen.is_selfie, seen.is_blank) == (1, FRONT, False, False)


def test_frames_on_one_page_are_no_papers() -> None:
    page = np.full((1650, 1300, 3), 248, np.uint8)
    for top in (500, 1000):
        cv2.rectangle(page, (100, top), (1200, top + 400), (214, 222, 236), -1)
    head = ("Northshore Energy", "Anna Berg", "12 Harbour Road", "10245 Zenith")
    seen = look(shown(PAGES, page, (head, 100, 100), (BILL, 140, 540), (STATEMENT, 140, 1040)))
    assert seen.papers == 1


def test_second_zone_with_another_number_is_a_second_paper() -> None:
    first, second = td3(Holder()), td3(Holder(number="X7654321"))
    picture = np.full((900, 1300, 3), 230, np.uint8)
    lone = shown(FRONT, picture, (first, 50, 700))
    zone = parse([(row,) for row in first])
    pair = shown(FRONT, picture, (first, 50, 300), (second, 50, 700))
    alone, both = (look(replace(one, page=replace(one.page, zone=zone))) for one in (lone, pair))
    assert (alone.papers, both.papers, both.papers_certain) == (1, 2, True)


def test_second_reading_of_one_zone_is_no_second_paper() -> None:
    page, closer = (td3(Holder(number=number)) for number in ("G5810053", "65810053"))
    names = page[0][:-1] + "K"  # A filler misread, so that neither row is read alike.
    one = shown(FRONT, np.full((900, 1300, 3), 230, np.uint8), ((names, page[1]), 50, 700))
    zone = parse([(row,) for row in closer])
    assert look(replace(one, page=replace(one.page, zone=zone))).papers == 1


@pytest.mark.parametrize("photo", ["p1_b", "p2_a"])
def test_face_without_a_paper_is_a_selfie(photo: str) -> None:
    picture = np.asarray(load_photo(photo), np.uint8)
    assert look(shown(FRONT, picture)).is_selfie
    assert not look(shown(FRONT, picture, (ID_CARD, 20, 20))).is_selfie


def test_empty_table_and_empty_sheet_are_blank_and_darkness_is_not() -> None:
    assert look(shown(FRONT, table())).is_blank
    assert look(shown(PAGES, table((None, 150, 150, 1000, 1300)))).is_blank
    assert not look(shown(FRONT, np.full((900, 1300, 3), 6, np.uint8))).is_blank
    assert not look(shown(PAGES, table(), (BILL, 200, 200))).is_blank


def test_sides_are_told_by_zone_portrait_and_layout() -> None:
    picture = np.full((900, 1300, 3), 230, np.uint8)
    zone = parse([(row,) for row in td1(Holder())])
    plain = shown(BACK, picture, (("Address", "Zenith"), 50, 50))
    back = replace(plain, page=replace(plain.page, zone=zone))
    table_of_categories = shown(BACK, picture, (("AM", "A1", "A2", "A", "B1", "B", "BE"), 50, 50))
    signed = shown(BACK, picture, (("AUTHORISED SIGNATURE", "123"), 50, 50))
    assert side_shown(back, has_face=False) is BACK
    assert side_shown(back, has_face=True) is None
    assert side_shown(plain, has_face=True) is FRONT
    assert side_shown(plain, has_face=False) is None
    assert side_shown(table_of_categories, has_face=False) is BACK
    assert side_shown(signed, has_face=False) is BACK


def test_same_side_twice_is_noticed_though_a_letter_was_misread() -> None:
    picture = np.full((900, 1300, 3), 230, np.uint8)
    misread = ("IDENTlTY CARD", "Surname", "BERG", "Given narnes", "ANNA", "Date of birth")
    other = ("Address 12 Harbour Road", "Authority Zenith", "Eyes green", "Height 170", "BERG ANNA")
    front = shown(FRONT, picture, (ID_CARD, 50, 50))
    scenes = [Scene(FRONT), Scene(BACK)]
    again = compare_sides(scenes, [front, shown(BACK, picture, (misread, 50, 50))])
    honest = compare_sides(scenes, [front, shown(BACK, picture, (other, 50, 50))])
    assert [scene.repeats for scene in again] == [None, FRONT]
    assert [scene.repeats for scene in honest] == [None, None]


def test_back_of_a_card_sent_alone_is_reverse_of_id() -> None:
    zone = parse([(row,) for row in td1(Holder())])
    alone = recognise_paper(
        DocumentType.IDENTITY_PROOF, zone, (), [Scene(BACK, side=BACK)], has_portrait=False
    )
    both = recognise_paper(
        DocumentType.IDENTITY_PROOF,
        zone,
        (),
        [Scene(FRONT, side=FRONT), Scene(BACK, side=BACK)],
        has_portrait=True,
    )
    assert (alone.subtype, both.subtype) == (_S.REVERSE_OF_ID, _S.ID_CARD)


def test_pages_are_searched_for_a_zone_only_if_one_is_likely() -> None:
    assert is_zone_likely([line(row) for row in td3(Holder())])
    assert not is_zone_likely([line("IBAN DE89 3704 0044 0532 0130 00"), line("<< Back")])


def test_nothing_sent_shows_nothing() -> None:
    assert look_at_all([]) == ()
