"""Time and memory of the analysis, stage by stage (`make bench-analysis`).

Seconds depend on the machine and on what else it does, so each stage is also given as a ratio to
one bare OCR call on the same passport, taken in the same round.
"""

import argparse
import io
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np
import psutil
from PIL import Image

from app.analysis.pipeline import SubmittedFile, analyse
from app.analysis.reading.ocr import read_lines
from app.domain.documents import DocumentType, FileTag
from app.domain.evidence import AnalysisReport
from app.specimens import (
    draw_bill,
    draw_bill_pdf,
    draw_id_card_back,
    draw_id_card_front,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)

_DAY = date(2026, 11, 23)
_MEGABYTE = 1024 * 1024

Result = TypeVar("Result")


@dataclass
class Stage:
    """One stage: its seconds in every round, their ratios to the bare OCR call, peak memory."""

    seconds: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    resident_mb: float = 0.0

    def add(self, seconds: float, bare: float) -> None:
        """Add one round."""
        self.seconds.append(seconds)
        self.ratios.append(seconds / bare)
        self.resident_mb = max(self.resident_mb, psutil.Process().memory_info().rss / _MEGABYTE)


def main() -> int:
    """Print one row for each stage of each document."""
    parser = argparse.ArgumentParser(prog="make bench-analysis", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds that are measured")
    parser.add_argument("--quick", action="store_true", help="one round")
    options = parser.parse_args()
    rounds = 1 if options.quick else options.rounds
    jobs = dict(_jobs())
    passport = np.asarray(Image.open(io.BytesIO(_passport())).convert("RGB"), np.uint8)
    before = psutil.Process().memory_info().rss / _MEGABYTE
    read_lines(passport)
    for job in jobs.values():
        job()
    stages: dict[tuple[str, str], Stage] = {}
    for _ in range(rounds):
        bare, _lines = _timed(lambda: read_lines(passport))
        stages.setdefault(("bare OCR call", ""), Stage()).add(bare, bare)
        for name, job in jobs.items():
            whole, report = _timed(job)
            stages.setdefault((name, ""), Stage()).add(whole, bare)
            for step, seconds in report.timings.items():
                stages.setdefault((name, step), Stage()).add(seconds, bare)
    print(f"{'document, step':<34} {'median s':>9} {'worst s':>8} {'of OCR':>7} {'MB':>5}")
    print(f"{'before anything is loaded':<34} {'':>9} {'':>8} {'':>7} {before:>5.0f}")
    for document in ("bare OCR call", *jobs):
        for (name, step), stage in stages.items():
            if name == document:
                print(_line(f"  {step}" if step else name, stage))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak of the whole run':<34} {'':>9} {'':>8} {'':>7} {peak:>5.0f}")
    return 0


def _line(name: str, stage: Stage) -> str:
    return (
        f"{name:<34} {statistics.median(stage.seconds):>9.3f} {max(stage.seconds):>8.3f}"
        f" {statistics.median(stage.ratios):>7.2f} {stage.resident_mb:>5.0f}"
    )


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def _jobs() -> Iterator[tuple[str, Callable[[], AnalysisReport]]]:
    """Yield the documents that are analysed, by what is sent."""
    person = draw_person(1, today=_DAY)
    selfie = (FileTag.FACE_PROOF, photograph(load_photo("p1_b"), 1))
    front = draw_id_card_front(person, load_portrait("p1_a"), seed=1)
    sides = (
        (FileTag.FRONT, photograph(front.image, 1)),
        (FileTag.BACK, photograph(draw_id_card_back(person, seed=1).image, 2)),
    )
    bill = photograph(draw_bill(person, issued=_DAY, seed=1).image, 1)
    pdf, _truth = draw_bill_pdf(person, issued=_DAY, seed=1)
    identity, address = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF
    yield "passport and selfie", _job(identity, (FileTag.FRONT, _passport()), selfie)
    yield "card, both sides, and selfie", _job(identity, *sides, selfie)
    yield "bill, photographed", _job(address, (FileTag.PAGES, bill))
    yield "bill, PDF", _job(address, (FileTag.PAGES, pdf))


def _passport() -> bytes:
    paper = draw_passport(draw_person(1, today=_DAY), load_portrait("p1_a"), seed=1)
    return photograph(paper.image, 1)


def _job(
    document_type: DocumentType, *files: tuple[FileTag, bytes]
) -> Callable[[], AnalysisReport]:
    submitted = [SubmittedFile(tag, data) for tag, data in files]
    return lambda: analyse(submitted, document_type=document_type, today=_DAY)


if __name__ == "__main__":
    sys.exit(main())
