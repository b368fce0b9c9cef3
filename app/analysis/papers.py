"""Which paper one KYC document is, once its pages were read and looked at."""

from collections.abc import Sequence

from app.analysis.classify import IDENTITY_PAPERS, Recognition, recognise
from app.analysis.mrz.alphabet import FILLER, to_alphabet
from app.analysis.mrz.zone import Zone
from app.analysis.reading.ocr import OcrLine
from app.analysis.scene import ZONE_ROW, Shown, compare_sides, look
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.scene import Scene


def look_at_all(shown: Sequence[Shown]) -> tuple[Scene, ...]:
    """Return what each file shows as a picture. Raises ModelMissing."""
    return compare_sides([look(one) for one in shown], shown)


def recognise_paper(
    document_type: DocumentType,
    zone: Zone | None,
    texts: Sequence[str],
    scenes: Sequence[Scene],
    *,
    has_portrait: bool,
) -> Recognition:
    """Return which paper it is; a card's back that was sent alone is `reverse-of-id`."""
    faces = has_portrait or any(scene.side is FileTag.FRONT for scene in scenes)
    found = recognise(document_type, zone, texts, has_portrait=faces)
    is_back_alone = bool(scenes) and all(
        scene.tag is FileTag.BACK and scene.side is FileTag.BACK for scene in scenes
    )
    if is_back_alone and (found.subtype is None or found.subtype in IDENTITY_PAPERS):
        return Recognition(DocumentSubtype.REVERSE_OF_ID, is_certain=True)
    return found


def is_zone_likely(lines: Sequence[OcrLine]) -> bool:
    """Tell whether a page that was read as a letter seems to hold a machine-readable zone."""
    rows = [to_alphabet(line.text) for line in lines]
    return any(FILLER * 2 in row and len(row) >= ZONE_ROW for row in rows)
