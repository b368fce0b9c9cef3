"""A crowd of invented persons: names, addresses and numbers put together afresh by a seed.

`people.draw_person` has twelve known persons with a known trap each, for tests. Measurements need
strangers, whose names no one has looked at while the reader was written.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Unpack

import numpy as np

from app.specimens.people import Address, Person, PersonOverrides, Sex


def _pool(text: str) -> tuple[str, ...]:
    """Return the names of a text that are parted by bars."""
    return tuple(name.strip() for name in text.split("|"))


_WOMEN = _pool(
    """Agnieszka|Aïcha|Astrid|Beatriz|Birgül|Chloé|Dorota|Elif|Fatoumata|Frieda|Giulia|Hedda
|Ingeborg|Ioana|Jördis|Katarzyna|Léa|Linnéa|Małgorzata|Marie-Claire|Mercè|Nadia|Oonagh|Paola
|Rósa|Siobhán|Tereza|Uxía|Valentina|Wiktoria|Ximena|Yasmin|Zsófia|Ann|Eva|Ida|Mia|Bo"""
)
_MEN = _pool(
    """Adrián|Álvaro|Bartłomiej|Björn|Cédric|Daniel|Emre|Enzo|Faruk|Göran|Grzegorz|Håkon|Ilie
|Jean-Luc|Jörg|Kwame|László|Łukasz|Mateusz|Miloš|Nuno|Olivier|Paweł|Raúl|René|Søren|Tomás|Umberto
|Václav|Wojciech|Xabier|Yann|Zbigniew|Ian|Ole|Tim|Al|Jo"""
)
_FAMILIES = _pool(
    """Abellán|Bäcker|Brzęczyk|Castañeda|Çelebi|Dąbrowska|D'Amorosi|De la Vega|Diop
|Ekström|Eßlinger|Fjærvik|Fournier|Gößner|Grünwald|Hájek|Hernández Ibarra|Ilves|Jansson|Kałuża
|Køhler|Lefèvre|López-Ruiz|Maaß|McAllister|Møller|Nowotny|Núñez|O'Dowd|Öztekin|Pérez Solano
|Quenneville|Ribeiro|Rossi|Sørli|Szczepaniak|Tóth|Ulrichsen|Van den Berg|Vrba|Weiß|Wójtowicz
|Xhema|Yıldırım|Zając|Žižka|Ng|Oh|Il|Bo"""
)
_STREETS = (
    "{n} {s} Road",
    "{n} {s} Avenue, Flat {m}",
    "{s}weg {n}",
    "{s}straße {n}a",
    "{n} rue du {s}",
    "{n} bis, avenue {s}",
    "Calle {s} {n}, 2º B",
    "ul. {s} {n}/{m}",
)
_NAMES_OF_STREETS = _pool(
    """Amber|Birken|Cobalt|Delfin|Eichen|Falken|Granat|Hafen|Iris|Juniper|Kastanien
|Linden|Marina|Nelken|Oliva|Pappel|Quarz|Rosen|Silber|Tulipan"""
)
_CITIES = _pool(
    """Ambervale|Belmonte|Castrol|Dunhaven|Elmstadt|Fontclair|Grünfels|Holmsund|Isla Verde
|Jasnowice|Königsau|Lagoa Nova|Montreux-le-Vieux|Nordhavn|Olszyny|Puerto Alto"""
)
_REGIONS = ("Northshore", "Westmark", "Southfold", "Eastmere", "")
_POSTAL_CODES = ("#####", "##-###", "####", "@@# #@@")
#: Numbers as issuing offices write them: `@` is any letter, `#` any digit, look-alikes included.
_NUMBERS = ("@########", "@@#######", "#########", "@@@######", "@#@#@#@#", "@@###@###", "@#######")

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOK_ALIKE = (frozenset("O0QD"), frozenset("I1L"), frozenset("S5"), frozenset("B8"))


def invent_person(seed: int, *, today: date, **overrides: Unpack[PersonOverrides]) -> Person:
    """Return the person of this seed; dates are relative to `today`, overrides win.

    Without overrides the person is an adult of 19 to 79 years and the papers are in date. `trap`
    tells what of name and number is hard to read: marks on letters, look-alikes, length.
    """
    rng = np.random.default_rng([seed, 9303])
    sex: Sex = "F" if rng.random() < 0.5 else "M"
    issue_date = today - timedelta(days=int(rng.integers(60, 1800)))
    invented = Person(
        first_name=_given_names(sex, rng),
        last_name=_one(_FAMILIES, rng),
        sex=sex,
        birth_date=today - timedelta(days=int(rng.integers(19 * 366, 79 * 365))),
        issue_date=issue_date,
        expiry_date=issue_date + timedelta(days=3652),
        document_number=_filled(_one(_NUMBERS, rng), rng),
        address=_address(rng),
        birth_place=_one(_CITIES, rng),
        phone=f"+999 20 555 {int(rng.integers(100, 9999)):04d}",
    )
    person = replace(invented, **overrides)
    return replace(person, trap=_trap(person))


def _one(choices: tuple[str, ...], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]


def _given_names(sex: Sex, rng: np.random.Generator) -> str:
    """Return one given name, or two."""
    names = _WOMEN if sex == "F" else _MEN
    first, second = _one(names, rng), _one(names, rng)
    return f"{first} {second}" if rng.random() < 0.3 and first != second else first


def _address(rng: np.random.Generator) -> Address:
    line = _one(_STREETS, rng).format(
        n=int(rng.integers(1, 260)), m=int(rng.integers(1, 40)), s=_one(_NAMES_OF_STREETS, rng)
    )
    postal_code = _filled(_one(_POSTAL_CODES, rng), rng)
    return Address(line, _one(_CITIES, rng), _one(_REGIONS, rng), postal_code)


def _filled(pattern: str, rng: np.random.Generator) -> str:
    """Return a pattern with every `@` replaced by a letter and every `#` by a digit."""
    return "".join(
        _LETTERS[int(rng.integers(26))]
        if sign == "@"
        else str(int(rng.integers(10)))
        if sign == "#"
        else sign
        for sign in pattern
    )


def _trap(person: Person) -> str:
    """Return the worst of what makes a person's paper hard to read."""
    number, name = person.document_number, person.full_name
    has_both = any(
        any(sign in alike for sign in number if sign.isdigit())
        and any(sign in alike for sign in number if sign.isalpha())
        for alike in _LOOK_ALIKE
    )
    if has_both:
        return "look-alike-number"
    if len(name) > 28:
        return "long-name"
    if not name.isascii():
        return "marked-letters"
    if len(person.last_name) < 4:
        return "short-name"
    return "none" if name.replace(" ", "").isalpha() else "hyphen"
