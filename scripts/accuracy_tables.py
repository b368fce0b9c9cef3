"""The tables of a measurement, as text for a terminal and as Markdown for a page."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.specimens import COPIES
from scripts.accuracy_bounds import Rate
from scripts.accuracy_kinds import BEYOND_WHAT_MUST_BE, WRONG_PAPERS
from scripts.accuracy_reading import Measured


@dataclass(frozen=True)
class Table:
    """Rows of cells below a heading; the first column is the group."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> Iterator[str]:
        """Yield the lines of the table for a terminal."""
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        yield self.title
        for row in (self.head, *self.rows):
            cells = zip(row, widths, strict=True)
            yield "  " + "  ".join(cell.ljust(width) for cell, width in cells).rstrip()

    def as_markdown(self) -> Iterator[str]:
        """Yield the lines of the table for a page."""
        yield from (f"### {self.title}", "", _bars(self.head), "|---" * len(self.head) + "|")
        yield from map(_bars, self.rows)


def _bars(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def tables_of(measured: Sequence[Measured]) -> list[Table]:
    """Return every table that has a row."""
    sound = [item for item in measured if not item.fault]
    found = [item for item in sound if item.source == "file"]
    drawn = [item for item in sound if item.source == "drawn"]
    judged = [item for item in drawn if item.verdicts]
    tables = [
        _by("Reading of specimen files, by kind", found, _kind, _READING),
        _by("Reading of drawn papers, by kind", drawn, _kind, _READING),
        _by("Reading of drawn papers, by condition", drawn, _condition, _READING),
        _fields(drawn),
        _by("Verdicts on sound papers, by kind", judged, _kind, _VERDICTS),
        _by("Verdicts on sound papers, by condition", judged, _condition, _VERDICTS),
        _by("Papers that must not be accepted", _bad(measured), _fault, _FAULTS),
        _by("Which paper it is", _named(sound), _kind, _PAPERS),
        _by("Wrong papers and sides", _misplaced(measured), _fault, _WRONG_PAPERS),
        _copies(judged),
    ]
    return [table for table in tables if table.rows]


def mistakes_of(measured: Sequence[Measured]) -> list[tuple[str, int]]:
    """Return each kind of mistake and how often it happened, the most frequent first."""
    counted: Counter[str] = Counter()
    for item in measured:
        if item.fault:
            continue
        counted.update(f"{text.partition('=')[0]} wrong, {item.kind}" for text in item.wrong)
        counted.update(f"{text.partition('=')[0]} invented, {item.kind}" for text in item.invented)
        counted.update(f"{key} unread, {item.kind} {item.condition}" for key in item.unread)
        if item.zone in ("read", "digits-wrong", "unread"):
            counted[f"zone {item.zone}, {item.kind} {item.condition}"] += 1
        if item.name is False:
            counted[f"addressee not found, {item.kind} {item.condition}"] += 1
    return counted.most_common()


#: A column: its heading, and its cell for the papers of one group.
_Column = tuple[str, Callable[[Sequence[Measured]], str]]


def _by(
    title: str,
    items: Sequence[Measured],
    group: Callable[[Measured], str],
    columns: Sequence[_Column],
) -> Table:
    """Return a table with a row for each group and one for all."""
    names = list(dict.fromkeys(group(item) for item in items))
    groups = [(name, [item for item in items if group(item) == name]) for name in names]
    if len(names) > 1:
        groups.append(("all", list(items)))
    rows = [(name, *(cell(of) for _, cell in columns)) for name, of in groups]
    return Table(title, ("", *(head for head, _ in columns)), tuple(rows))


def _kind(item: Measured) -> str:
    return item.kind


def _condition(item: Measured) -> str:
    return item.condition


def _fault(item: Measured) -> str:
    return item.fault


def _zones(items: Sequence[Measured], *words: str) -> str:
    zones = [item.zone for item in items if item.zone not in ("-", "invented")]
    return str(Rate.of(zone in words for zone in zones))


def _field_counts(items: Sequence[Measured]) -> str:
    counts = (
        sum(len(item.right) for item in items),
        sum(len(item.wrong) for item in items),
        sum(len(item.unread) for item in items),
        sum(len(item.invented) + (item.zone == "invented") for item in items),
    )
    return " / ".join(map(str, counts))


def _word_share(items: Sequence[Measured]) -> str:
    hits, cases = (sum(part) for part in zip(*(item.words for item in items), strict=True))
    return f"{100 * hits / cases:.1f} %" if cases else "-"


_READING: tuple[_Column, ...] = (
    ("papers", lambda items: str(len(items))),
    ("zone, all digits", lambda items: _zones(items, "exact", "read")),
    ("zone, exact", lambda items: _zones(items, "exact")),
    (
        "number right",
        lambda items: str(Rate.of(i.number == "right" for i in items if i.number != "-")),
    ),
    ("in doubt", lambda items: str(sum(item.number == "in-doubt" for item in items))),
    ("fields right / wrong / unread / invented", _field_counts),
    (
        "addressee found",
        lambda items: str(Rate.of(bool(i.name) for i in items if i.name is not None)),
    ),
    ("words", _word_share),
    ("median s", lambda items: f"{statistics.median(item.seconds for item in items):.1f}"),
)


def _fields(items: Sequence[Measured]) -> Table:
    """Return how well each field was read, over all papers that have it."""
    right = Counter(key for item in items for key in item.right)
    wrong = Counter(text.partition("=")[0] for item in items for text in item.wrong)
    unread = Counter(key for item in items for key in item.unread)
    rows = tuple(
        (
            key,
            str(Rate(right[key], right[key] + wrong[key] + unread[key])),
            str(wrong[key]),
            str(unread[key]),
        )
        for key in sorted({*right, *wrong, *unread})
    )
    return Table("Fields of drawn papers", ("field", "right", "wrong", "unread"), rows)


def _holders(items: Sequence[Measured], outcome: str) -> str:
    """Return how often the paper came out so when its holder sent it."""
    verdicts = [one for item in items for one in item.verdicts if one.person == "holder"]
    return str(Rate.of(getattr(verdict, outcome) for verdict in verdicts))


def _others(items: Sequence[Measured]) -> str:
    verdicts = [one for item in items for one in item.verdicts if one.person != "holder"]
    return str(Rate.of(verdict.is_accepted for verdict in verdicts))


def _addresses(items: Sequence[Measured]) -> str:
    verdicts = [d.address for item in items for d in item.verdicts if d.address is not None]
    return str(Rate.of(verdicts))


_VERDICTS: tuple[_Column, ...] = (
    ("papers", lambda items: str(len(items))),
    ("accepted", lambda items: _holders(items, "is_accepted")),
    ("left to a person", lambda items: _holders(items, "is_pending")),
    ("better picture asked for", lambda items: _holders(items, "is_asked_again")),
    ("false reject", lambda items: _holders(items, "is_refused")),
    ("false accept, for others", _others),
    ("address judged rightly", _addresses),
)


def _bad(measured: Sequence[Measured]) -> list[Measured]:
    return [
        item for item in measured if item.fault and item.verdicts and item.fault not in WRONG_PAPERS
    ]


def _misplaced(measured: Sequence[Measured]) -> list[Measured]:
    return [item for item in measured if item.fault in WRONG_PAPERS]


def _named(sound: Sequence[Measured]) -> list[Measured]:
    """Return the papers that can be read: what is blurred, dark or cut off need not be named."""
    return [
        item for item in sound if item.paper != "-" and item.condition not in BEYOND_WHAT_MUST_BE
    ]


_FAULTS: tuple[_Column, ...] = (
    ("papers", lambda items: str(len(items))),
    ("accepted", lambda items: _holders(items, "is_accepted")),
    ("left to a person", lambda items: _holders(items, "is_pending")),
    ("rejected", lambda items: _holders(items, "is_refused")),
    ("digit mended", lambda items: str(sum(item.zone == "mended" for item in items))),
)


_PAPERS: tuple[_Column, ...] = (
    ("papers", lambda items: str(len(items))),
    ("named rightly", lambda items: str(Rate.of(item.paper == "right" for item in items))),
    ("not named", lambda items: str(sum(item.paper == "unknown" for item in items))),
    ("taken for another", lambda items: str(sum(item.paper == "wrong" for item in items))),
)

_WRONG_PAPERS: tuple[_Column, ...] = (
    ("papers", lambda items: str(len(items))),
    ("noticed", lambda items: _holders(items, "noticed")),
    ("told so", lambda items: _holders(items, "is_told")),
    ("left to a person", lambda items: _holders(items, "is_pending")),
    ("accepted", lambda items: _holders(items, "is_accepted")),
)


def _copies(judged: Sequence[Measured]) -> Table:
    """Return how often a copy passed for an identity paper; of a letter a copy is as good."""
    items = [item for item in judged if item.condition in COPIES and item.number != "-"]
    return _by("Copies of identity papers, by condition", items, _condition, _FAULTS[:4])
