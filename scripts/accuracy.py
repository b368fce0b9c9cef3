"""Measure how well papers and faces are read (`make accuracy`).

Every specimen goes through the whole analysis, as a customer's would, and what comes out is held
against what the paper says. Two sets are used: papers of Utopia drawn afresh from a seed, and the
files of a folder with a `manifest.json` of ground truths, where there is one. The sets are small
and partly simulated, so rates are orders of magnitude, not promises.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.evidence import AnalysisReport
from app.domain.judgement.spelling import is_same, joined, words
from app.domain.names import NameMatch, find_name
from app.specimens import CONDITIONS
from scripts.accuracy_faces import FaceFigures, measure_faces
from scripts.accuracy_sets import Case, drawn_cases, sample_cases

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"

_NAMES = frozenset({"firstName", "lastName"})


@dataclass(frozen=True)
class Outcome:
    """What one specimen gave: counts of fields, and one word for its zone and its number.

    `zone` is exact, read (all digits agree, a character differs), digits-wrong, unread, invented,
    or - where the paper has none and none was found. `number` is right, wrong, in-doubt (wrong and
    left to a person), unread or -. `name` tells whether a letter's addressee was found.
    """

    case: str
    source: str
    kind: str
    condition: str
    zone: str
    number: str
    right: int
    wrong: tuple[str, ...]
    unread: tuple[str, ...]
    invented: tuple[str, ...]
    name: bool | None
    failures: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Result:
    """Everything one run measured."""

    seed: int
    outcomes: list[Outcome] = field(default_factory=list)
    faces: FaceFigures | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 when a number was changed silently or a zone invented."""
    options = _options(arguments)
    today = datetime.now(UTC).date()
    cases = [*_samples(options.samples), *drawn_cases(options, today)]
    result = Result(options.seed)
    print("\n".join(_which_sets(options, cases)))
    for case in cases:
        outcome = _measure(case, today)
        result.outcomes.append(outcome)
        print(_line(outcome), flush=True)
    figures = measure_faces(options.samples, options.seed)
    result = Result(options.seed, result.outcomes, figures)
    print("\n".join(("", *_summary(result.outcomes), "", *figures.as_lines())))
    if options.json is not None:
        options.json.write_text(json.dumps(asdict(result), indent=2, default=str) + "\n")
    return int(any(_is_grave(outcome) for outcome in result.outcomes))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="first person that is drawn")
    parser.add_argument("--people", type=int, default=4, help="how many persons are drawn")
    parser.add_argument(
        "--conditions",
        nargs="*",
        choices=CONDITIONS,
        default=("good", "tilt", "glare", "noise"),
        help="how the drawn papers are photographed",
    )
    parser.add_argument(
        "--samples", type=Path, default=SAMPLES, help="folder of specimens with a manifest.json"
    )
    parser.add_argument("--json", type=Path, help="write all figures to this file as well")
    return parser.parse_args(arguments)


def _samples(folder: Path) -> list[Case]:
    return list(sample_cases(folder)) if (folder / "manifest.json").is_file() else []


def _which_sets(options: argparse.Namespace, cases: Sequence[Case]) -> Iterator[str]:
    counts = {source: sum(case.source == source for case in cases) for source in ("file", "drawn")}
    if counts["file"]:
        yield f"Set file: {counts['file']} specimens of {options.samples}."
    else:
        yield f"Set file: not used, {options.samples} has no manifest.json."
    yield (
        f"Set drawn: {counts['drawn']} papers of {options.people} persons from seed {options.seed},"
        f" photographed as {', '.join(options.conditions)}."
    )
    yield ""


def _measure(case: Case, today: date) -> Outcome:
    files = [SubmittedFile(tag, data) for tag, data in case.files]
    begun = time.perf_counter()
    report = analyse(files, document_type=case.document_type, today=today)
    return judge_reading(case, report, time.perf_counter() - begun)


def judge_reading(case: Case, report: AnalysisReport, seconds: float) -> Outcome:
    """Hold a report against what the specimen says."""
    right = [key for key, value in case.fields.items() if _is_right(report, key, value)]
    wrong = [key for key in case.fields if key in report.fields and key not in right]
    return Outcome(
        case=case.name,
        source=case.source,
        kind=case.kind,
        condition=case.condition,
        zone=_zone(case, report),
        number=_number(case, report),
        right=len(right),
        wrong=tuple(f"{key}={report.fields[key].value}" for key in wrong),
        unread=tuple(key for key in case.fields if key not in report.fields),
        invented=_invented(case, report),
        name=_has_name(case, report),
        failures=report.failures,
        seconds=round(seconds, 2),
    )


def _is_right(report: AnalysisReport, key: str, value: str) -> bool:
    """Tell whether a field was read as it is; names count in any spelling of their letters."""
    read = report.fields.get(key)
    if read is None:
        return False
    if key in _NAMES:
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


def _is_grave(outcome: Outcome) -> bool:
    return outcome.zone == "invented" or outcome.number == "wrong"


def _line(outcome: Outcome) -> str:
    notes = [*outcome.wrong, *(f"invented {text}" for text in outcome.invented), *outcome.failures]
    if outcome.name is False:
        notes.append("name not found")
    if outcome.unread:
        notes.append(f"unread {','.join(outcome.unread)}")
    return (
        f"{outcome.case:<44} {outcome.zone:<12} {outcome.number:<9}"
        f" {outcome.right:>2} right {len(outcome.wrong)} wrong {outcome.seconds:5.2f} s"
        f"  {'; '.join(notes)}"
    ).rstrip()


def _summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield (
        f"{'set, paper, condition':<36} {'n':>3} {'exact':>6} {'digits':>6} {'number':>6}"
        f" {'doubt':>5} {'right':>5} {'wrong':>5} {'unread':>6} {'invented':>8} {'name':>5}"
        f" {'median s':>8}"
    )
    groups = dict.fromkeys((item.source, item.kind, item.condition) for item in outcomes)
    for group in groups:
        of_group = [item for item in outcomes if (item.source, item.kind, item.condition) == group]
        yield _summary_line(", ".join(group), of_group)
    yield _summary_line("all", outcomes)


def _summary_line(title: str, outcomes: Sequence[Outcome]) -> str:
    zones = [item for item in outcomes if item.zone not in ("-", "invented")]
    numbers = [item for item in outcomes if item.number != "-"]
    named = [item for item in outcomes if item.name is not None]
    invented = sum(len(item.invented) + (item.zone == "invented") for item in outcomes)
    return (
        f"{title:<36} {len(outcomes):>3}"
        f" {_share(item.zone == 'exact' for item in zones):>6}"
        f" {_share(item.zone in ('exact', 'read') for item in zones):>6}"
        f" {_share(item.number == 'right' for item in numbers):>6}"
        f" {sum(item.number == 'in-doubt' for item in outcomes):>5}"
        f" {sum(item.right for item in outcomes):>5}"
        f" {sum(len(item.wrong) for item in outcomes):>5}"
        f" {sum(len(item.unread) for item in outcomes):>6}"
        f" {invented:>8}"
        f" {_share(bool(item.name) for item in named):>5}"
        f" {statistics.median(item.seconds for item in outcomes):>8.2f}"
    )


def _share(hits: Iterable[bool]) -> str:
    found = list(hits)
    return f"{100 * sum(found) / len(found):.0f} %" if found else "-"


if __name__ == "__main__":
    sys.exit(main())
