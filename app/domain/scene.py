"""What one picture of a document shows as a whole: evidence, not yet a decision."""

from dataclasses import dataclass

from app.domain.documents import DocumentSubtype, FileTag


@dataclass(frozen=True)
class Scene:
    """One file of a document, looked at as a picture.

    `subtype` is the paper that its own text names, `side` the side of a card that it shows, as far
    as either can be told. `papers` counts separate papers; with more than one, `papers_certain`
    tells that they are different papers beyond doubt. `repeats` is the tag of another file that
    shows the same side. `is_selfie` and `is_blank` tell of a face, or of nothing, in a picture
    that is sharp enough to show a paper if there were one.
    """

    tag: FileTag
    subtype: DocumentSubtype | None = None
    side: FileTag | None = None
    papers: int = 1
    papers_certain: bool = False
    repeats: FileTag | None = None
    is_selfie: bool = False
    is_blank: bool = False
