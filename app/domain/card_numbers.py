"""Payment card numbers in text: found in every spelling, masked to the first six and last four.

PCI DSS 4.0.1, 3.4.1, lets the issuer's six digits and the last four be shown, 3.3 lets no security
code be kept. A number counts when its first digits belong to a card scheme (ISO/IEC 7812), it is as
long as that scheme's numbers are, and its last digit is right by the Luhn formula. Readers take
digits for letters and tear numbers apart, so look-alikes, any one separator and a break of line
inside a number are allowed for.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: Letters that readers see in place of digits.
_LOOK_ALIKES = str.maketrans("OoQIil|!ZzSsGB", "00011111225568")
_SIGN = r"[0-9OoQIil|!ZzSsGB]"
_GAP = r"(?:[^\S\n]{0,6}[-–—‐‑.·•_~]?[^\S\n]{0,6}|[^\S\n]*\n[^\S\n]*)"
_RUN = re.compile(rf"{_SIGN}(?:{_GAP}{_SIGN})*")
_BREAK = re.compile(r"[^\S\n]*\n[^\S\n]*|[^\S\n]*[-–—‐‑.·•_~]?[^\S\n]*")

#: First and last beginning of each scheme's numbers, and how long they are.
_SCHEMES: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("4", "4", (16, 19, 13)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("300", "305", (14, 16, 17, 18, 19)),  # Diners Club
    ("3095", "3095", (14, 16, 17, 18, 19)),
    ("36", "36", (14, 16, 17, 18, 19)),
    ("38", "39", (14, 16, 17, 18, 19)),
    ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("60", "60", (16, 17, 18, 19)),  # Discover, RuPay, Hipercard
    ("644", "649", (16, 17, 18, 19)),
    ("65", "65", (16, 17, 18, 19)),
    ("62", "62", (16, 17, 18, 19)),  # UnionPay
    ("81", "82", (16, 17, 18, 19)),
    ("50", "50", (16, 13, 14, 15, 17, 18, 19)),  # Maestro, Dankort, Elo, Verve
    ("56", "58", (16, 13, 14, 15, 17, 18, 19)),
    ("6304", "6304", (16, 13, 14, 15, 17, 18, 19)),
    ("6331", "6334", (16, 18, 19)),
    ("636", "639", (16, 13, 14, 15, 17, 18, 19)),
    ("67", "67", (16, 13, 14, 15, 17, 18, 19)),
    ("2200", "2205", (16, 17, 18, 19)),  # Mir, Borica
    ("8600", "8600", (16,)),  # Uzcard
    ("9704", "9704", (16, 19)),  # Napas
    ("9792", "9792", (16,)),  # Troy
    ("9860", "9860", (16,)),  # Humo
)

#: How numbers are grouped when not by fours: American Express, Diners Club, older cards.
_SHAPES = frozenset({(4, 6, 5), (4, 6, 4), (4, 3, 3, 3), (6, 13), (8, 8), (4, 5, 6), (6, 4, 6)})
#: The number of a French establishment, nine digits and five, ends in a Luhn digit as well.
_ESTABLISHMENT = (3, 3, 3, 5)
_NO_CARD = re.compile(r"\b(?:siret|siren|imei|iccid)\b[^\n]{0,25}$", re.IGNORECASE)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")

_CODE_LABEL = (
    r"(?:CVV2?|CVC2?|CVN2?|CAV2|CSC|\bCID|(?:card )?(?:security|verification) (?:code|value)"
    r"|card verification number|Pr[üu]f(?:ziffer|nummer)|Kartenpr[üu]fnummer"
    r"|cryptogramme(?: visuel)?|c[oó]digo de (?:seguridad|seguran[çc]a)|codice di sicurezza)"
)
_LABELLED_CODE = re.compile(
    rf"{_CODE_LABEL}[^\d\n]{{0,12}}\n?[^\d\n]{{0,3}}(\d{{3,4}})(?!\d)", re.IGNORECASE
)
_LONE_CODE = re.compile(r"(?<![^\s:])(?=\S*\d\S*\d)([0-9OQIlZSB]{3})(?![^\s])")
_FOUR_MISREAD = re.compile(r"[OIl|ZSGB]{4}")
_LONE_FOUR = re.compile(r"^\s*(\d{4})\s*$", re.MULTILINE)

_FIRST_SHOWN, _LAST_SHOWN = 6, 4
_SHORTEST, _LONGEST = 13, 19


class CardNumber(NamedTuple):
    """A card number in a text: its digits, and where in the text each of them stands."""

    digits: str
    places: tuple[int, ...]

    @property
    def hidden(self) -> tuple[int, ...]:
        """Return the places of the digits that may not be shown."""
        return self.places[_FIRST_SHOWN:-_LAST_SHOWN]

    @property
    def is_american_express(self) -> bool:
        """Tell whether the code of four digits stands on the front."""
        return self.digits[:2] in {"34", "37"}


class _Group(NamedTuple):
    """Signs written together, each with its place, and what stands between them and the next."""

    places: tuple[int, ...]
    signs: str
    gap: str


def find_card_numbers(text: str, *, is_card: bool = False) -> list[CardNumber]:
    """Return the card numbers in a text, which may hold several lines, in order.

    On the picture of a card (`is_card`) a long number is the card's even where a misread digit
    spoils the check digit or the beginning.
    """
    ibans = list(_ibans(text))
    found: list[CardNumber] = []
    for run in _RUN.finditer(text):
        if text[run.start() - 1 : run.start()] == "<" or text[run.end() : run.end() + 1] == "<":
            continue
        for groups in _without_words(_groups(run)):
            found.extend(
                number
                for number in _numbers(text, groups, is_card=is_card)
                if not any(
                    start <= number.places[0] < end or start < number.places[-1] < end
                    for start, end in ibans
                )
            )
    return found


def find_card_codes(text: str, *, is_card: bool = False) -> list[tuple[int, int]]:
    """Return where security codes stand in a text, as start and end.

    A code beside its label counts everywhere; on the picture of a card three digits alone count,
    and four on a line of their own where the card is an American Express.
    """
    spans = [match.span(1) for match in _LABELLED_CODE.finditer(text)]
    if not is_card:
        return spans
    numbers = find_card_numbers(text, is_card=True)
    taken = {place for number in numbers for place in number.places}
    lone = [match.span(1) for match in _LONE_CODE.finditer(text) if _is_lone(match)]
    if any(number.is_american_express for number in numbers):
        lone += [match.span(1) for match in _LONE_FOUR.finditer(text)]
    return spans + [span for span in lone if taken.isdisjoint(range(*span))]


def _is_lone(match: re.Match[str]) -> bool:
    """Tell whether three digits are no group of a longer number, such as a telephone's.

    On the signature strip the last four digits of the number stand before the code.
    """
    text, (start, end) = match.string, match.span(1)
    before = text[text.rfind("\n", 0, start) + 1 : start].split()
    after = text[end:].partition("\n")[0].split()
    is_continued = bool(after) and after[0].isdigit()
    return not is_continued and (
        not before or not before[-1].strip("+()").isdigit() or len(before[-1]) == 4
    )


def hidden_places(text: str, *, is_card: bool = False) -> set[int]:
    """Return the place of every sign in a text that may not be kept."""
    found = {
        place for number in find_card_numbers(text, is_card=is_card) for place in number.hidden
    }
    return found.union(*(range(*span) for span in find_card_codes(text, is_card=is_card)))


def mask(text: str, *, is_card: bool = False) -> str:
    """Return a text whose card numbers show six and four digits, and its security codes none."""
    hidden = hidden_places(text, is_card=is_card)
    return "".join("*" if place in hidden else sign for place, sign in enumerate(text))


def mask_lines(texts: Sequence[str], *, is_card: bool = False) -> list[str]:
    """Return lines in reading order masked, also where a number goes on in the next line."""
    if not texts:
        return []
    flat = [text.replace("\n", " ") for text in texts]
    return mask("\n".join(flat), is_card=is_card).split("\n")


def is_luhn(digits: str) -> bool:
    """Tell whether the last digit is right by the Luhn formula (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _groups(run: re.Match[str]) -> list[_Group]:
    """Take a run of digits and separators apart."""
    found: list[_Group] = []
    start, text = run.start(), run.string
    sign = re.compile(rf"{_SIGN}+")
    while (match := sign.match(text, start)) and match.start() < run.end():
        gap = _BREAK.match(text, match.end())
        end = gap.end() if gap and match.end() < run.end() else match.end()
        found.append(_Group(tuple(range(*match.span())), match[0], text[match.end() : end]))
        start = end
    return found


def _without_words(groups: Sequence[_Group]) -> Iterator[list[_Group]]:
    """Divide groups where one has no digit at all: it is a word, such as Bill or is.

    Four capitals may be four digits all misread, IIII for 1111.
    """
    part: list[_Group] = []
    for group in groups:
        if _FOUR_MISREAD.fullmatch(group.signs) or any(sign.isdigit() for sign in group.signs):
            part.append(_trimmed(group, is_first=not part))
        else:
            yield part
            part = []
    yield part


def _trimmed(group: _Group, *, is_first: bool) -> _Group:
    """Drop the letters in front of the first group: No4111 is a word and a number.

    No card number begins with 0 or 1; other look-alikes stay where they make the group whole.
    """
    if not is_first:
        return group
    rest = group.signs.lstrip("OoQIil|!")
    if len(rest) not in {4, 15, 16}:
        rest = rest.lstrip("ZzSsGB")
    cut = len(group.signs) - len(rest)
    return _Group(group.places[cut:], rest, group.gap)


def _numbers(text: str, groups: Sequence[_Group], *, is_card: bool) -> Iterator[CardNumber]:
    """Yield the card numbers that some neighbouring groups form; none shares a group with another.

    A telephone number in international form has at most 15 digits (E.164) and a plus before it.
    """
    first = 0
    while first < len(groups):
        last = next(
            (
                last
                for last in _ends(groups, first)
                if _is_number(text, groups[first:last], is_card=is_card)
                and not _is_telephone(text, groups, last)
            ),
            None,
        )
        if last is not None:
            window = groups[first:last]
            places = tuple(place for group in window for place in group.places)
            yield CardNumber(_digits(window), places)
        first = last or first + 1


def _ends(groups: Sequence[_Group], first: int) -> list[int]:
    """Return where a number that begins at a group may end, the likeliest length first."""
    digits = _digits(groups[first:])
    lengths = next(
        (
            lengths
            for low, high, lengths in _SCHEMES
            if low <= digits[: len(low)] <= high and len(digits) >= len(low)
        ),
        (16,),
    )
    ends, count = {}, 0
    for last in range(first, len(groups)):
        count += len(groups[last].signs)
        ends[count] = last + 1
    other = [count for count in ends if _SHORTEST <= count <= _LONGEST and count not in lengths]
    return [ends[count] for count in (*lengths, *sorted(other, reverse=True)) if count in ends]


def _is_number(text: str, window: Sequence[_Group], *, is_card: bool) -> bool:
    digits = _digits(window)
    signs = "".join(group.signs for group in window)
    read = sum(sign.isdigit() for sign in signs)
    if read == 0:
        return False
    shape, gaps = tuple(len(group.signs) for group in window), _gaps(window)
    is_regular = _is_regular(shape, gaps)
    if is_card and is_regular and _SHORTEST - 1 <= len(digits) <= _LONGEST:
        return read * 3 >= len(digits)
    if not (is_luhn(digits) and _is_of_scheme(digits)):
        return False
    if _NO_CARD.search(text[: window[0].places[0]]) or _is_birth_number(digits):
        return False
    return is_regular or _is_torn(shape, gaps)


def _is_of_scheme(digits: str) -> bool:
    return any(
        low <= digits[: len(low)] <= high and len(digits) in lengths
        for low, high, lengths in _SCHEMES
    )


def _is_birth_number(digits: str) -> bool:
    """Tell whether 13 digits may be a South African identity number: birth date and Luhn digit."""
    return len(digits) == 13 and 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) <= 31


def _is_regular(shape: tuple[int, ...], gaps: set[str]) -> bool:
    """Tell whether groups have the sizes that card numbers are written in."""
    if len(gaps - {" ", "\n"}) > 1:
        return False
    by_fours = set(shape[:-1]) == {4} and shape[-1] <= 4
    spaced_out = set(shape) in ({1}, {2}) and gaps <= {" "}
    in_two_lines = len(shape) == 2 and gaps == {"\n"} and min(shape) >= 4
    return len(shape) == 1 or by_fours or shape in _SHAPES or spaced_out or in_two_lines


def _is_torn(shape: tuple[int, ...], gaps: set[str]) -> bool:
    """Tell whether groups may be a number that the reader tore apart in odd places."""
    pairs = zip(shape, shape[1:], shape[2:], strict=False)
    return (
        gaps in ({" "}, {"-"})
        and sum(shape) in {15, 16}
        and len(shape) <= 6
        and min(shape) >= 2
        and shape != _ESTABLISHMENT
        and (2, 2, 4) not in pairs  # Two dates beside one another.
    )


def _gaps(window: Sequence[_Group]) -> set[str]:
    """Return the kinds of separators: a break of line, a space, or the sign."""
    inner = (group.gap for group in window[:-1])
    return {"\n" if "\n" in gap else _dash(gap.strip()) or " " for gap in inner}


def _dash(sign: str) -> str:
    return "-" if sign in {"–", "—", "‐", "‑", "_", "~"} else sign


def _is_telephone(text: str, groups: Sequence[_Group], last: int) -> bool:
    """Tell whether the groups are on a line that begins the run with a plus and 15 digits."""
    before = text[: groups[0].places[0]].rstrip(" (")
    if not before.endswith("+"):
        return False
    line_end = next(
        (index + 1 for index, group in enumerate(groups) if "\n" in group.gap), len(groups)
    )
    return last <= line_end and sum(len(group.signs) for group in groups[:line_end]) <= 15


def _digits(groups: Sequence[_Group]) -> str:
    return "".join(group.signs for group in groups).translate(_LOOK_ALIKES)


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where international account numbers stand (ISO 13616: the remainder by 97 is 1)."""
    for match in _IBAN.finditer(text):
        for end in range(match.end(), match.start() + 14, -1):
            compact = text[match.start() : end].replace(" ", "")
            moved = compact[4:] + compact[:4]
            if int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1:
                yield match.start(), end
                break
