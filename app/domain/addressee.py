"""To whom is a letter written? Only the addressee's name proves an address, not any name on it.

A bill names its issuer, its staff, a former tenant. The addressee stands at the head of a block:
name, street, place, one under the other at the same left edge; or behind a label such as *Account
holder*; and is greeted. A customer's name that stands anywhere else, while somebody else heads a
block or is greeted, is a mention.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from app.domain.evidence import TextLine
from app.domain.judgement.spelling import is_near, is_same, words

#: A block's lines begin at one edge (in widths of the page) and stand close (in line heights).
_SAME_EDGE: Final = 0.025
_CLOSE: Final = 2.6
_LONGEST_BLOCK: Final = 8

#: Two blocks whose tops differ by less (in heights of the page) stand side by side.
_LEVEL: Final = 0.03

#: Below this share of the page a line of small print is the issuer's.
_FOOT: Final = 0.9

_FIRM: Final = re.compile(
    r"\b(?:ltd|limited|llc|inc|corp|plc|llp|gmbh|ag|kg|ohg|sarl|sas|s\.?a\.?r\.?l|s\.a|spa|s\.p\.a"
    r"|srl|s\.r\.l|bv|b\.v|nv|n\.v|oy|ab|aps|sp z o\.?o|s\.?l|lda|co|company|companies|group|gruppe"
    r"|bank|banque|banco|banca|insurance|assurances?|versicherung|council|city of|stadtwerke"
    r"|power|water|energy|energie|gas|electric\w*|telecom\w*|mobile|services?|solutions|consulting"
    r"|partners|associates|& sons|& co|& light|agency|authority|department|office|society)\b",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"\b(?:account holder|card ?holder|policy ?holder|holder|customer(?: name)?|client|name"
    r"|bill(?:ed)? to|tenant|subscriber|employee|titulaire|abonn[ée]e?|locataire|nom|kunde|kundin"
    r"|kontoinhaber(?:in)?|inhaber(?:in)?|mieter(?:in)?|titular|cliente|intestatario|rekeninghouder|klant|odbiorca)\s*:?\s*$",
    re.IGNORECASE,
)
_GREETING: Final = re.compile(
    r"^\W*(?:dear|hello|sehr geehrter?|guten tag|bonjour|ch[eè]re?|estimad[oa]|gentile|egregi[oa]"
    r"|geachte|beste|szanown\w+|prezad[oa])\b(.*)$",
    re.IGNORECASE,
)
#: Words of a greeting that name nobody.
_NOBODY: Final = re.compile(
    r"MR|MRS|MS|MISS|MX|DR|SIR|MADAM|MADAME|MONSIEUR|MME|MLLE|M|OR|AND|ET|OU|E|HERR|FRAU|UND"
    r"|DAMEN|HERREN|SENOR|SENORA|SR|SRA|SIGNOR|SIGNORA|HEER|MEVROUW|PAN|PANI|PANSTWO|CUSTOMERS?"
    r"|CLIENTE?|KUNDE|KUNDIN|KUNDEN|MEMBER|HOMEOWNER|RESIDENT|TENANT|CARDMEMBER|CARDHOLDER"
    r"|VALUED|ALL|TEAM"
)
_POSTAL_CODE: Final = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,6}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{2}-\d{3}\b"
    r"|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b",
    re.IGNORECASE,
)
_SUPPLY: Final = re.compile(
    r"\b(?:(?:supply|service|property|premises?|site|installation|delivery|meter) address"
    r"|(?:address|place) of (?:supply|service|property)|lieu de consommation|adresse de fourniture"
    r"|adresse du (?:logement|compteur)|lieferadresse|lieferanschrift|verbrauchsstelle"
    r"|abnahmestelle"
    r"|lieferstelle|direcci[oó]n de suministro|indirizzo di fornitura|leveringsadres"
    r"|morada de fornecimento)\b",
    re.IGNORECASE,
)


#: Words of a payment card in lines that look like names.
_ON_CARDS: Final = re.compile(
    r"\b(?:visa|master ?card|maestro|american express|amex|diners|discover|jcb|unionpay|debit"
    r"|credit"
    r"|platinum|gold|classic|business|world|elite|infinite|signature|prepaid|valid|thru|from|until"
    r"|expires?|member|since|good|electronic|card|authori[sz]ed|security|specimen|contactless"
    r"|not|property|call|lost|stolen|this)\b",
    re.IGNORECASE,
)


class NameRole(StrEnum):
    """What a name on a letter stands for."""

    ADDRESSEE = "addressee"
    MENTIONED = "mentioned"
    ISSUER = "issuer"


def block_below(lines: Sequence[TextLine], index: int) -> tuple[int, ...]:
    """Return a line and those that stand right under it at the same left edge, by their index.

    Nothing is returned where the places of lines are not known.
    """
    head = lines[index]
    if head.place is None:
        return ()
    block = [index]
    while len(block) < _LONGEST_BLOCK and (below := _next_in_block(lines, block[-1])) is not None:
        block.append(below)
    return tuple(block)


def address_block(lines: Sequence[TextLine], index: int) -> tuple[int, ...]:
    """Return the block under a line if it holds a street with its number and a place."""
    block = block_below(lines, index)
    texts = [lines[place].text for place in block[1:6]]
    has_place = any(_POSTAL_CODE.search(text) and _has_word(text) for text in texts)
    has_street = sum(any(sign.isdigit() for sign in text) and _has_word(text) for text in texts) > 1
    return block if has_place and has_street else ()


def role_of(lines: Sequence[TextLine], index: int, first_name: str, last_name: str) -> NameRole:
    """Return what the customer's name, which stands in a line, stands for on this letter."""
    line = lines[index]
    if _FIRM.search(line.text):
        return NameRole.ISSUER
    own = address_block(lines, index)
    rivals = [
        place
        for place in range(len(lines))
        if place not in own
        and _is_person(lines[place].text)
        and (block := address_block(lines, place))
        # Two names one under the other head the same block.
        and index not in block
    ]
    if _greets_another(lines, first_name, last_name):
        return NameRole.MENTIONED
    if own:
        return _role_beside(line, [lines[place] for place in rivals])
    if _is_labelled(lines, index, last_name):
        return NameRole.ADDRESSEE
    if rivals:
        return NameRole.MENTIONED
    return NameRole.ISSUER if _is_foot_line(line) else NameRole.ADDRESSEE


def supply_lines(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Return the lines that say where something is supplied: it is used there by the customer."""
    found: list[TextLine] = []
    for index, line in enumerate(lines):
        if _SUPPLY.search(line.text):
            below = block_below(lines, index)[1:4] or range(index + 1, min(index + 4, len(lines)))
            found += [line, *(lines[place] for place in below)]
    return tuple(found)


def find_holder(lines: Sequence[TextLine], *, is_card: bool = False) -> int | None:
    """Return the index of the line with the person a paper was written to, None if none is sure.

    Of several persons who head a block with an address the lowest is meant: who writes stands
    above. On a payment card (`is_card`) the holder is the last line that may be a name.
    """
    persons = [index for index, line in enumerate(lines) if _is_person(line.text)]
    if is_card:
        names = [index for index in persons if not _ON_CARDS.search(lines[index].text)]
        return names[-1] if names else None
    heads = [index for index in persons if address_block(lines, index)]
    return max(heads, key=lambda index: (lines[index].place or (0, 0, 0, 0))[1], default=None)


def _next_in_block(lines: Sequence[TextLine], index: int) -> int | None:
    """Return the nearest line below another one at its left edge, None if there is none close."""
    line = lines[index]
    if line.place is None:
        return None
    left, top, _, bottom = line.place
    near = []
    for place, other in enumerate(lines):
        if other.place is None or (other.page, other.tag) != (line.page, line.tag):
            continue
        down = other.place[1] - top
        if abs(other.place[0] - left) <= _SAME_EDGE and 0 < down <= _CLOSE * (bottom - top):
            near.append((down, place))
    return min(near)[1] if near else None


def _role_beside(line: TextLine, rivals: Sequence[TextLine]) -> NameRole:
    """Return the role of a name that heads a block, beside other persons that head one too.

    Who writes stands above whom they write to; side by side the two cannot be told apart.
    """
    if line.place is None:
        return NameRole.ADDRESSEE
    roles = set()
    for rival in rivals:
        if rival.place is None or (rival.page, rival.tag) != (line.page, line.tag):
            continue
        lower = line.place[1] - rival.place[1]
        if lower < _LEVEL:
            roles.add(NameRole.ISSUER if lower < -_LEVEL else NameRole.MENTIONED)
    return min(roles, default=NameRole.ADDRESSEE)


def _is_person(text: str) -> bool:
    """Tell whether a line may be a person's name and nothing else."""
    parts = text.replace(".", " ").split()
    return (
        2 <= len(parts) <= 6
        and all(part.replace("-", "").replace("'", "").replace("’", "").isalpha() for part in parts)
        and all(part[0].isupper() for part in parts if len(part) > 3)
        and not _FIRM.search(text)
    )


def _greets_another(lines: Sequence[TextLine], first_name: str, last_name: str) -> bool:
    """Tell whether the letter greets somebody by a name that is not the customer's."""
    names = words(f"{first_name} {last_name}")
    for line in lines:
        match = _GREETING.match(line.text)
        if match is None or len(line.text) > 60:
            continue
        greeted = [
            word
            for word in words(match[1].split(",")[0])
            if not _NOBODY.fullmatch(word.plain) and word.plain.isalpha()
        ]
        pairs = [(word, name) for word in greeted for name in names]
        if greeted and not any(is_same(*pair) or is_near(*pair) for pair in pairs):
            return True
    return False


def _is_labelled(lines: Sequence[TextLine], index: int, last_name: str) -> bool:
    """Tell whether a label for the customer stands before a name or in the line above it."""
    text = lines[index].text
    wanted = words(last_name)
    before = re.split(r"[:;]", text)[0] if ":" in text else ""
    if before and _LABEL.search(f"{before}:") and not set(wanted) & set(words(before)):
        return True
    return index > 0 and bool(_LABEL.search(lines[index - 1].text))


def _is_foot_line(line: TextLine) -> bool:
    return line.place is not None and line.place[1] >= _FOOT


def _has_word(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text))
