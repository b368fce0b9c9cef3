"""How well one person's faces are told from other people's: distances over all pairs."""

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis import faces
from app.analysis.intake import prepare
from app.analysis.reading.ocr import Image
from app.domain.scoring_settings import IdentitySettings
from app.specimens import (
    PHOTOS,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)


@dataclass(frozen=True)
class _Face:
    """One face: whose it is, the photograph it comes from, its embedding if it was found."""

    source: str
    person: str
    photo: str
    numbers: NDArray[np.float64] | None


@dataclass(frozen=True)
class FaceFigures:
    """Distances between faces of one person and of two, by what was compared."""

    same: dict[str, list[float]] = field(default_factory=dict)
    different: dict[str, list[float]] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    def as_lines(self) -> Iterator[str]:
        """Yield the table of faces."""
        match, review = IdentitySettings.face_match, IdentitySettings.face_review
        yield f"Faces: match up to {match}, a person looks up to {review}."
        for kind in self.same:
            same, different = self.same[kind], self.different[kind]
            yield (
                f"{kind:<22} same {len(same):>3} pairs, worst {max(same):.2f},"
                f" {sum(d > match for d in same)} over {match};"
                f" different {len(different):>3} pairs, nearest {min(different):.2f},"
                f" {sum(d <= match for d in different)} up to {match}"
            )
        if self.unseen:
            yield f"No face was found in: {', '.join(self.unseen)}."


def measure_faces(samples: Path, seed: int, photos: Sequence[str] = PHOTOS) -> FaceFigures:
    """Compare photographs with one another, and with the portraits of drawn passports."""
    faces_seen = [*_fetched_photos(photos), *_sample_photos(samples)]
    portraits = list(_drawn_portraits(seed, photos))
    figures = FaceFigures()
    _add(figures, "photo and photo", list(itertools.combinations(faces_seen, 2)))
    _add(figures, "passport and photo", list(itertools.product(portraits, faces_seen)))
    figures.unseen.extend(face.photo for face in (*faces_seen, *portraits) if face.numbers is None)
    return figures


def _add(figures: FaceFigures, kind: str, pairs: list[tuple[_Face, _Face]]) -> None:
    """Add the distances of pairs that come from two photographs.

    Persons of the folder and our own are not paired: nobody says which of them are the same.
    """
    figures.same[kind], figures.different[kind] = [], []
    for one, other in pairs:
        if one.numbers is None or other.numbers is None or one.photo == other.photo:
            continue
        if one.source != other.source:
            continue
        whose = figures.same if one.person == other.person else figures.different
        whose[kind].append(round(faces.distance(one.numbers, other.numbers), 3))


def _fetched_photos(names: Sequence[str]) -> Iterator[_Face]:
    for name in names:
        yield _face("drawn", name.split("_")[0], name, np.asarray(load_photo(name), np.uint8))


def _drawn_portraits(seed: int, names: Sequence[str]) -> Iterator[_Face]:
    person = draw_person(seed, today=date(2026, 1, 1))
    for name in names:
        image, _ = draw_passport(person, load_portrait(name), seed=seed)
        yield _face("drawn", name.split("_")[0], name, _decoded(photograph(image, seed)))


def _sample_photos(folder: Path) -> Iterator[_Face]:
    """Yield the faces of a folder whose manifest names a person by a label such as P1."""
    manifest = folder / "manifest.json"
    entries = (
        json.loads(manifest.read_text(encoding="utf-8"))["files"] if manifest.is_file() else []
    )
    for entry in entries:
        person = (entry.get("ground_truth") or {}).get("person", "")
        if re.fullmatch(r"P\d+", person):
            data = (folder / entry["file"]).read_bytes()
            yield _face("file", person, entry["file"], _decoded(prepare(data).pages[0].jpeg))


def _face(source: str, person: str, photo: str, image: Image) -> _Face:
    found = faces.find_faces(image)
    return _Face(source, person, photo, faces.embed(image, found[0]) if found else None)


def _decoded(jpeg: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("a prepared picture does not decode")
    return np.asarray(picture[:, :, ::-1], np.uint8)
