"""Drawn papers of the country of Utopia, with their ground truth: for tests, the demo and QA.

Everything is seeded: the same arguments draw the same pixels. No paper shows a real person's data,
every one says SPECIMEN, and no country's design is imitated.

    person = draw_person(3, today=today, first_name="Anna", last_name="Berg")
    image, truth = draw_passport(person, load_portrait("p1_a"), seed=3)
    jpeg = photograph(image, seed=3, condition="good")
"""

from app.specimens.crowd import invent_person
from app.specimens.kinds import FAULTS, KINDS, OTHER_KINDS, Kind, Sitting
from app.specimens.papers.bill import draw_bill, draw_bill_pdf
from app.specimens.papers.cards import draw_id_card_back, draw_id_card_front
from app.specimens.papers.cards_by_kind import CARDS, draw_card
from app.specimens.papers.large_cards import draw_large_card_back, draw_large_card_front
from app.specimens.papers.letters_by_kind import LAYOUTS, LETTERS, draw_letter
from app.specimens.papers.licence import (
    draw_american_licence_back,
    draw_american_licence_front,
    draw_european_licence_back,
    draw_european_licence_front,
)
from app.specimens.papers.mrz import ZONE_FLAWS, ZoneFlaw
from app.specimens.papers.passport import draw_passport
from app.specimens.papers.payment_card import draw_payment_card_back, draw_payment_card_front
from app.specimens.people import Address, Person, draw_person
from app.specimens.photograph import CONDITIONS, COPIES, Condition, photograph
from app.specimens.portraits import PHOTOS, PortraitMissing, load_photo, load_portrait
from app.specimens.styles import STYLES, Style
from app.specimens.truth import Paper, Truth

__all__ = [
    "CARDS",
    "CONDITIONS",
    "COPIES",
    "FAULTS",
    "KINDS",
    "LAYOUTS",
    "LETTERS",
    "OTHER_KINDS",
    "PHOTOS",
    "STYLES",
    "ZONE_FLAWS",
    "Address",
    "Condition",
    "Kind",
    "Paper",
    "Person",
    "PortraitMissing",
    "Sitting",
    "Style",
    "Truth",
    "ZoneFlaw",
    "draw_american_licence_back",
    "draw_american_licence_front",
    "draw_bill",
    "draw_bill_pdf",
    "draw_card",
    "draw_european_licence_back",
    "draw_european_licence_front",
    "draw_id_card_back",
    "draw_id_card_front",
    "draw_large_card_back",
    "draw_large_card_front",
    "draw_letter",
    "draw_passport",
    "draw_payment_card_back",
    "draw_payment_card_front",
    "draw_person",
    "invent_person",
    "load_photo",
    "load_portrait",
    "photograph",
]
