"""Frames of moving heads are measured, and the tricks that pretend to be one are told from them.

Heads are photographs warped in three dimensions (`tests.support.moving_faces`). Every face is
compared with photographs of public figures only; the thresholds are the domain's.
"""

import hashlib
from datetime import timedelta
from functools import cache
from io import BytesIO
from os import environ
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from app.analysis.liveness.frames import clean_frames
from app.analysis.liveness.measure import SessionMeasures, measure_frames
from app.analysis.liveness.spoof import spoof_score
from app.domain.errors import DamagedFile, EmptyFile, FileTooLarge, UnsupportedFileType
from app.domain.liveness import (
    MAX_FRAME_BYTES,
    MAX_STEP_FRAMES,
    Challenge,
    Doubt,
    StepEvidence,
    find_doubts,
    is_followed,
)
from tests.support.moving_faces import Pose, film, head, poses, shoot, waved

LEFT, RIGHT, BLINK, CLOSER = Challenge
FRAMES = 7
_SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
GIF = Path(environ.get("SAMPLES_DIR") or _SAMPLES) / "headturn_blink_seq1.gif"


@cache
def measured(name: str, *challenges: Challenge) -> SessionMeasures:
    """Return what an honest session of a person shows."""
    return measure_frames(film(name, challenges, frames=FRAMES))


def doubts(challenges: tuple[Challenge, ...], measures: SessionMeasures) -> set[Doubt]:
    """Return what speaks against measured frames, had these challenges been asked."""
    steps = [
        StepEvidence(challenge, frames, timedelta(seconds=5))
        for challenge, frames in zip(challenges, measures.steps, strict=True)
    ]
    return set(find_doubts(steps, replayed=False))


@pytest.mark.parametrize(
    ("name", "challenges"),
    [("p3_a", (LEFT, BLINK, CLOSER)), ("p2_a", (RIGHT, BLINK))],
)
def test_honest_session_leaves_no_doubt(name: str, challenges: tuple[Challenge, ...]) -> None:
    measures = measured(name, *challenges)
    assert doubts(challenges, measures) == set()
    assert measures.reference == (0, 0)


def test_answers_in_another_order_are_noticed() -> None:
    measures = measured("p3_a", LEFT, BLINK, CLOSER)
    found = doubts((BLINK, CLOSER, RIGHT), measures)
    assert Doubt.CHALLENGE_NOT_FOLLOWED in found


def test_still_photo_that_is_sent_again_and_again_is_noticed() -> None:
    (frame,) = shoot([head("p3_a").picture])
    found = doubts((LEFT,), measure_frames([[frame] * FRAMES]))
    assert found == {Doubt.REPEATED_FRAMES, Doubt.CHALLENGE_NOT_FOLLOWED, Doubt.NO_DEPTH}


def test_still_photo_before_a_camera_is_noticed() -> None:
    measures = measure_frames([shoot([head("p3_a").picture] * FRAMES)])
    assert doubts((LEFT,), measures) == {Doubt.CHALLENGE_NOT_FOLLOWED, Doubt.NO_DEPTH}


@pytest.mark.parametrize(("name", "tilt"), [("p1_a", 35), ("p3_a", 55)])
def test_waved_photo_shows_no_depth(name: str, tilt: int) -> None:
    frames = shoot(waved(name, LEFT, frames=FRAMES, tilt=tilt))
    (step,) = measure_frames([frames]).steps
    assert max(frame.depth for frame in step) < 0.12
    assert not is_followed(StepEvidence(LEFT, step, timedelta(seconds=5)), step)


def test_two_people_in_turn_are_noticed() -> None:
    turn = poses(LEFT, FRAMES)
    pictures = [head("p3_a" if at % 2 else "p2_a").frame(pose) for at, pose in enumerate(turn)]
    assert Doubt.FACE_CHANGED in doubts((LEFT,), measure_frames([shoot(pictures)]))


def test_frames_without_a_face_are_noticed() -> None:
    grey = shoot([head("p3_a").picture * 0 + 128] * 5)
    measures = measure_frames([grey])
    assert measures.reference is None
    assert Doubt.NO_FACE in doubts((BLINK,), measures)


def test_measures_are_those_of_the_pose() -> None:
    (step,) = measure_frames(
        [shoot([head("p3_a").frame(pose) for pose in (Pose(), Pose(yaw=28), Pose(shut=1))])]
    ).steps
    front, turned, shut = step
    assert abs(front.yaw) < 5
    assert turned.yaw > 15
    assert shut.lids < 0.4 * front.lids
    assert front.distance == 0


@pytest.mark.skipif(not GIF.is_file(), reason="the filmed sequence is not in the repository")
def test_filmed_head_turns_with_depth_and_blinks() -> None:
    film_frames = []
    with Image.open(GIF) as pictures:
        for picture in ImageSequence.Iterator(pictures):
            out = BytesIO()
            picture.convert("RGB").save(out, "JPEG", quality=90)
            film_frames.append(out.getvalue())
    (step,) = measure_frames([film_frames[:16]]).steps
    assert min(frame.yaw for frame in step) < -15
    assert max(frame.depth for frame in step if frame.yaw < -15) > 0.12
    assert min(frame.lids for frame in step) < 0.3 * step[0].lids
    assert max(frame.distance or 0 for frame in step) < 0.5


def test_frames_are_cleaned_in_order() -> None:
    sent = shoot([head("p3_a").picture] * 3)
    cleaned = clean_frames(sent)
    sizes = [Image.open(BytesIO(frame)).size for frame in cleaned]
    assert sizes == [(480, 480)] * 3
    assert len({hashlib.sha256(frame).digest() for frame in cleaned}) == 3


@pytest.mark.parametrize(
    ("frames", "error"),
    [
        ([], EmptyFile),
        ([b""], EmptyFile),
        ([b"\x89PNG\r\n\x1a\n"], UnsupportedFileType),
        ([b"\xff\xd8\xff" + b"0" * MAX_FRAME_BYTES], FileTooLarge),
        ([b"\xff\xd8\xff"] * (MAX_STEP_FRAMES + 1), FileTooLarge),
        ([b"\xff\xd8\xff broken"], DamagedFile),
    ],
)
def test_frames_nobody_can_read_are_refused(frames: list[bytes], error: type[Exception]) -> None:
    with pytest.raises(error):
        clean_frames(frames)


def test_frame_with_too_many_pixels_is_refused() -> None:
    out = BytesIO()
    Image.new("L", (1400, 20)).save(out, "JPEG")
    with pytest.raises(FileTooLarge):
        clean_frames([out.getvalue()])


def test_without_a_model_there_is_no_spoof_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPOOF_MODEL", raising=False)
    assert spoof_score(head("p3_a").picture) is None
