"""Words of the receipt: how a sent document stands, and what was erased."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.domain.documents import FileTag
from app.domain.erasure import FACE_CROP, LIVENESS_FRAMES, LIVENESS_PICTURE
from app.domain.statuses import DocumentStatus

STATUS_NAMES = {
    DocumentStatus.IN_PROGRESS: _l("Being checked"),
    DocumentStatus.PENDING: _l("Received, a person will look at it"),
    DocumentStatus.ACCEPTED: _l("Accepted"),
    DocumentStatus.REJECTED: _l("Not accepted"),
    DocumentStatus.ARCHIVED: _l("Not needed any more"),
}

STATUS_TONES = {
    DocumentStatus.IN_PROGRESS: "active",
    DocumentStatus.PENDING: "good",
    DocumentStatus.ACCEPTED: "good",
    DocumentStatus.REJECTED: "bad",
    DocumentStatus.ARCHIVED: "quiet",
}

KIND_NAMES = {
    FileTag.FRONT.value: _l("Front of a document"),
    FileTag.BACK.value: _l("Back of a document"),
    FileTag.PAGES.value: _l("Page of a document"),
    FileTag.FACE_PROOF.value: _l("Selfie"),
    FACE_CROP: _l("Face cut out of a photo"),
    LIVENESS_FRAMES: _l("Camera pictures of your face"),
    LIVENESS_PICTURE: _l("Camera picture of your face"),
}


def erased_sentence(count: int) -> str:
    """Return how many files an erasure took."""
    text: str = ngettext("%(num)d file was erased", "%(num)d files were erased", count)
    return text
