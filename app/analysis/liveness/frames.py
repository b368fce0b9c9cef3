"""The door for frames: small JPEGs of one challenge, decoded in the child like any other file."""

from collections.abc import Sequence

from app.analysis.intake import MAX_SCANS
from app.analysis.sandbox.parent import decode
from app.domain.errors import DamagedFile, EmptyFile, FileTooLarge, UnsupportedFileType
from app.domain.liveness import MAX_FRAME_BYTES, MAX_STEP_FRAMES

#: Longer side in pixels of a frame; scripts send 640 at most.
MAX_FRAME_SIDE = 1280

_JPEG = b"\xff\xd8\xff"


def clean_frames(frames: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the frames as JPEGs of their pixels alone, in order.

    Raises EmptyFile, FileTooLarge, UnsupportedFileType or DamagedFile when one of them is no such
    JPEG, and ServiceUnavailable when no child can be had.
    """
    if not frames or not all(frames):
        raise EmptyFile
    if len(frames) > MAX_STEP_FRAMES or max(map(len, frames)) > MAX_FRAME_BYTES:
        raise FileTooLarge("bytes")
    if not all(frame.startswith(_JPEG) for frame in frames):
        raise UnsupportedFileType
    options = {
        "sizes": [len(frame) for frame in frames],
        "max_side": MAX_FRAME_SIDE,
        "scans": MAX_SCANS,
    }
    blobs = decode("frames", "clean", b"".join(frames), options).blobs
    if len(blobs) != len(frames) or not all(blob.startswith(_JPEG) for blob in blobs):
        raise DamagedFile("answer")
    return blobs
