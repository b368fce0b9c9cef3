"""Help while a selfie is taken: where the face is. Nothing is stored, and uploads come first."""

from threading import Lock

from app.analysis.guidance import FacePlace, find_face
from app.domain.errors import ServiceUnavailable

#: One look at a time a process: help that comes late is none, and uploads need the decoders.
_turn = Lock()


def locate_face(frame: bytes) -> FacePlace:
    """Return where the face of a frame (a small JPEG) is.

    Raises ServiceUnavailable while another one is looked at, and the UnreadableFile family.
    """
    if not _turn.acquire(blocking=False):
        raise ServiceUnavailable("guidance busy")
    try:
        return find_face(frame)
    finally:
        _turn.release()
