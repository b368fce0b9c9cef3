"""One measured specimen: what was read of it, held against what it says, and what became of it."""

import re
from collections import Counter
from dataclasses import dataclass, field

from app.domain.evidence import AnalysisReport
from app.domain.judgement.spelling import is_same, joined, words
from app.domain.names import NameMatch, find_name
from scripts.accuracy_bounds import Rate
from scripts.accuracy_sets import Case
from scripts.accuracy_verdicts import JudgedFor

#: Fields that count in any spelling of their letters.
_SPELLED = frozenset({"firstName", "lastName", "holder", "line1", "city"})


@dataclass(frozen=True)
class Measured:
    """What one specimen gave: counts of fields, and one word for its zone and its number.

    `zone` is exact, read (all digits agree, a character differs), digits-wrong, unread, invented,
    mended (a digit that is wrong on the paper was silently put right), or - where the paper has
    none and none was found. `number` is right, wrong, in-doubt (wrong and left to a person), unread
    or -. `name` tells whether a letter's addressee was found, `words` how many of its words,
    `paper` whether the right paper was named: right, wrong, unknown or -.
    """

    case: str
    source: str
    kind: str
    condition: str
    fault: str
    zone: str
    number: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    unread: tuple[str, ...]
    invented: tuple[str, ...]
    name: bool | None
    words: Rate
    failures: tuple[str, ...]
    seconds: float
    paper: str
    verdicts: tuple[JudgedFor, ...] = field(default=())

    @property
    def graves(self) -> tuple[str, ...]:
        """Return what must never happen: inventions, silent changes, bad papers accepted."""
        accepted = [verdict.person for verdict in self.verdicts if verdict.is_accepted]
        return (
            *(["zone invented"] if self.zone == "invented" else []),
            *(["wrong digit mended"] if self.zone == "mended" else []),
            *(["number changed"] if self.number == "wrong" else []),
            *([f"accepted though {self.fault}"] if self.fault and accepted else []),
            *(f"accepted for a {person}" for person in accepted if person != "holder"),
        )


def measure_reading(
    case: Case, report: AnalysisReport, seconds: float, verdicts: tuple[JudgedFor, ...] = ()
) -> Measured:
    """Hold a report against what the specimen says."""
    right = [key for key, value in case.fields.items() if _is_right(report, key, value)]
    wrong = [key for key in case.fields if key in report.fields and key not in right]
    return Measured(
        case=case.name,
        source=case.source,
        kind=case.kind,
        condition=case.condition,
        fault=case.fault,
        zone=_zone(case, report),
        number=_number(case, report),
        right=tuple(right),
        wrong=tuple(f"{key}={report.fields[key].value}" for key in wrong),
        unread=tuple(key for key in case.fields if key not in report.fields),
        invented=_invented(case, report),
        name=_has_name(case, report),
        words=_words(case, report),
        failures=report.failures,
        seconds=round(seconds, 2),
        paper=_paper(case, report),
        verdicts=verdicts,
    )


def _paper(case: Case, report: AnalysisReport) -> str:
    if case.subtype is None:
        return "-"
    if report.document_subtype is None:
        return "unknown"
    return "right" if report.document_subtype is case.subtype else "wrong"


def _is_right(report: AnalysisReport, key: str, value: str) -> bool:
    """Tell whether a field was read as it is; names count in any spelling of their letters."""
    read = report.fields.get(key)
    if read is None:
        return False
    if key in _SPELLED:
        return is_same(joined(words(read.value)), joined(words(value)))
    if key == "phone":
        return _digits(read.value) == _digits(value)
    return read.value == value


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _zone(case: Case, report: AnalysisReport) -> str:
    if report.mrz is None:
        return "unread" if case.mrz else "-"
    if not case.mrz:
        return "invented" if case.says_all else "-"
    if report.mrz.lines == case.mrz:
        return "exact"
    if case.fault == "wrong-digit" and report.mrz.is_valid:
        return "mended"
    return "read" if report.mrz.is_valid else "digits-wrong"


def _number(case: Case, report: AnalysisReport) -> str:
    if case.number is None:
        return "-"
    read = report.fields.get("documentNumber")
    if read is None:
        return "unread"
    if read.value == case.number:
        return "right"
    vouched = report.mrz is not None and report.mrz.is_valid and report.mrz.number_certain
    return "wrong" if vouched else "in-doubt"


def _invented(case: Case, report: AnalysisReport) -> tuple[str, ...]:
    """Return the fields that were read although the paper does not have them."""
    if not case.says_all:
        return ()
    return tuple(
        f"{key}={reading.value}" for key, reading in report.fields.items() if key not in case.fields
    )


def _has_name(case: Case, report: AnalysisReport) -> bool | None:
    if case.addressee is None:
        return None
    found = find_name(*case.addressee, report.lines)
    return found.first is NameMatch.MATCH and found.last is NameMatch.MATCH


def _words(case: Case, report: AnalysisReport) -> Rate:
    """Return how many of a letter's words were read, each as often as it is printed."""
    text = " ".join(line.text for line in report.lines).casefold()
    read = Counter(re.findall(r"\w+", text))
    printed = Counter(case.words)
    return Rate((read & printed).total(), printed.total())
