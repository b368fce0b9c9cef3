"""Measure how often signs of copying and editing are seen, and how often where there is nothing.

Run as `python -m scripts.accuracy_signs --seed N`. Honest papers are drawn and photographed afresh,
and taken from a folder of specimens where there is one; attacks are simulated
(`scripts.forgeries`). Only the signs are computed, nothing is read. Rates come with 95 % bounds
(Wilson, 1927).
"""

import argparse
import io
import math
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from app.analysis.intake import PreparedFile, prepare
from app.analysis.signs.fingerprint import fingerprint
from app.analysis.signs.look import file_signs, picture_signs
from app.domain.documents import FileTag
from app.specimens import (
    PHOTOS,
    Condition,
    Person,
    draw_bill,
    draw_bill_pdf,
    draw_id_card_front,
    draw_passport,
    draw_person,
    load_portrait,
    photograph,
)
from scripts import forgeries
from scripts.accuracy import SAMPLES

_CONDITIONS: tuple[Condition, ...] = ("good", "tilt", "noise", "glare", "dark")
#: Where the portrait and the family name lie on the photographed passport, as shares of its size.
_PORTRAIT, _NAME = (0.12, 0.24, 0.36, 0.66), (0.38, 0.30, 0.62, 0.35)
#: Longest side to which the portal's script shrinks a photograph, and the quality it saves at.
_PORTAL = (1280, 82)

Specimen = tuple[str, FileTag, bytes]


@dataclass
class Tally:
    """What was seen in the specimens of one kind: how many had any sign, and which."""

    specimens: int = 0
    noticed: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, codes: Sequence[str]) -> None:
        """Count one specimen."""
        self.specimens += 1
        self.noticed += bool(codes)
        self.codes.update(set(codes))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of honest papers and one of attacks; return 1 on any false alarm."""
    parser = argparse.ArgumentParser(prog="python -m scripts.accuracy_signs", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="first person that is drawn")
    parser.add_argument("--people", type=int, default=10, help="how many persons are drawn")
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="folder of specimens")
    options = parser.parse_args(arguments)
    seconds: list[float] = []
    honest, attacks = defaultdict[str, Tally](Tally), defaultdict[str, Tally](Tally)
    for seed in range(options.seed, options.seed + options.people):
        for tallies, specimens in ((honest, _honest(seed)), (attacks, _attacks(seed))):
            for kind, tag, data in specimens:
                tallies[kind].add(_codes(data, tag, seconds))
    for kind, tag, data in _files(options.samples):
        honest[kind].add(_codes(data, tag, seconds))
    print(f"Persons {options.seed} to {options.seed + options.people - 1}\n")
    print("\n".join(table("Honest papers", "false alarms", honest)))
    print()
    print("\n".join(table("Simulated attacks", "noticed", attacks)))
    typical, longest = statistics.median(seconds), max(seconds)
    print(f"\nAll signs of one page: median {typical:.3f} s, longest {longest:.3f} s (CPU)")
    return int(any(tally.noticed for tally in honest.values()))


def table(title: str, rate: str, tallies: dict[str, Tally]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield f"| {title} | specimens | {rate} | 95 % bounds | signs |"
    yield "|---|---|---|---|---|"
    for kind, tally in tallies.items():
        low, high = bounds(tally.noticed, tally.specimens)
        codes = ", ".join(f"{code} {count}" for code, count in tally.codes.most_common()) or "-"
        rate = f"{low:.0%} to {high:.0%}"
        yield f"| {kind} | {tally.specimens} | {tally.noticed} | {rate} | {codes} |"


def bounds(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % bounds of a rate (Wilson's interval)."""
    z, share = 1.96, hits / of
    middle = share + z * z / (2 * of)
    room = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    return max(0.0, (middle - room) / whole), min(1.0, (middle + room) / whole)


def _codes(data: bytes, tag: FileTag, seconds: list[float]) -> list[str]:
    """Return the codes of all signs in a file, as the analysis looks for them."""
    prepared = prepare(data)
    image = _first_page(prepared)
    begun = time.process_time()
    found = file_signs(prepared)
    if tag in {FileTag.FRONT, FileTag.BACK}:
        found += picture_signs(image, tag)
    fingerprint(image)
    seconds.append(time.process_time() - begun)
    return [finding.code for finding in found]


def _first_page(prepared: PreparedFile) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    page = cv2.imdecode(np.frombuffer(prepared.pages[0].jpeg, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(np.asarray(page), cv2.COLOR_BGR2RGB), np.uint8)


def _papers(seed: int) -> tuple[Person, dict[str, Image.Image], date]:
    today = datetime.now(UTC).date()
    person, portrait = draw_person(seed, today=today), load_portrait(PHOTOS[seed % len(PHOTOS)])
    issued = today - timedelta(days=20)
    papers = {
        "passport": draw_passport(person, portrait, seed=seed).image,
        "card": draw_id_card_front(person, portrait, seed=seed).image,
        "bill": draw_bill(person, issued=issued, seed=seed).image,
    }
    return person, papers, issued


def _honest(seed: int) -> Iterator[Specimen]:
    person, papers, issued = _papers(seed)
    for name, paper in papers.items():
        tag = FileTag.PAGES if name == "bill" else FileTag.FRONT
        for condition in _CONDITIONS:
            yield f"drawn, {condition}", tag, photograph(paper, seed, condition)
        photo = photograph(paper, seed)
        yield "drawn, flat scan", tag, forgeries.as_jpeg(paper, 88)
        yield "drawn, saved again finer", tag, forgeries.as_jpeg(_opened(photo), 95)
        yield "drawn, shrunk by the portal", tag, _by_portal(photo)
    yield "drawn, PDF", FileTag.PAGES, draw_bill_pdf(person, issued=issued, seed=seed)[0]


def _attacks(seed: int) -> Iterator[Specimen]:
    person, papers, issued = _papers(seed)
    for name in ("passport", "card"):
        yield (
            "photograph of a screen",
            FileTag.FRONT,
            forgeries.screen_photograph(papers[name], seed),
        )
        yield "colour print of dots", FileTag.FRONT, forgeries.halftone_print(papers[name], seed)
        yield "grey copy", FileTag.FRONT, forgeries.copier_print(papers[name], seed)
    fine = forgeries.screen_photograph(papers["passport"], seed, pitch=(0.9, 1.6))
    yield "photograph of a fine screen", FileTag.FRONT, fine
    screen = forgeries.screen_photograph(papers["passport"], seed + 1000)
    yield "screen, shrunk by the portal", FileTag.FRONT, _by_portal(screen)
    photo = photograph(papers["passport"], seed)
    other = load_portrait(PHOTOS[(seed + 3) % len(PHOTOS)])
    for quality, how in ((70, "coarser"), (90, "finer"), (95, "finer")):
        pasted = forgeries.spliced(photo, _box(photo, _PORTRAIT), other, quality)
        renamed = forgeries.renamed(photo, _box(photo, _NAME), "MARIA ODE", quality)
        yield f"portrait pasted, saved {how}", FileTag.FRONT, pasted
        yield f"name painted over, saved {how}", FileTag.FRONT, renamed
    pasted = forgeries.spliced(photo, _box(photo, _PORTRAIT), other, 95)
    yield "portrait pasted, shrunk by the portal", FileTag.FRONT, _by_portal(pasted)
    bill, name = draw_bill_pdf(person, issued=issued, seed=seed)[0], person.last_name
    edited = forgeries.edited_pdf(bill, name.encode("cp1252", "replace"), b"Ode")
    yield "PDF with another name", FileTag.PAGES, edited


def _files(folder: Path) -> Iterator[Specimen]:
    """Yield the papers of a folder of specimens, scans and photographs, that are no faces."""
    for path in sorted(folder.glob("*")):
        if path.name.startswith(("mrz_", "syn_", "bill_", "invoice_")):
            is_letter = path.name.startswith(("syn_bill", "bill_", "invoice_"))
            kind = "files, simulated" if path.name.startswith("syn_") else "files, found"
            yield kind, FileTag.PAGES if is_letter else FileTag.FRONT, path.read_bytes()


def _by_portal(photo: bytes) -> bytes:
    shrunk = _opened(photo)
    shrunk.thumbnail((_PORTAL[0], _PORTAL[0]))
    return forgeries.as_jpeg(shrunk, _PORTAL[1])


def _opened(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo)).convert("RGB")


def _box(photo: bytes, shares: tuple[float, float, float, float]) -> forgeries.Box:
    width, height = _opened(photo).size
    left, top, right, bottom = shares
    return round(left * width), round(top * height), round(right * width), round(bottom * height)


if __name__ == "__main__":
    sys.exit(main())
