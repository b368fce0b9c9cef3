"""Liveness: which challenges a customer is set, and whether a list of frames answers them.

Pure: the random source and every measurement are given. A session that does not hold is never a
reason to reject a document; it is left to a person, with the doubts named here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from random import Random
from statistics import median


class Challenge(StrEnum):
    """One thing the customer is told to do; left and right are the customer's own."""

    TURN_LEFT = "turn-left"
    TURN_RIGHT = "turn-right"
    BLINK = "blink"
    MOVE_CLOSER = "move-closer"


TURNS = frozenset({Challenge.TURN_LEFT, Challenge.TURN_RIGHT})

#: How long a challenge may take by the server's clock, from when it was given out.
TIME_PER_CHALLENGE = timedelta(seconds=20)
#: Nobody reads and follows a challenge in less.
LEAST_TIME = timedelta(seconds=1)
#: Sessions one requested document may have: whoever tries more often is left to a person.
MAX_SESSIONS = 10
#: Frames of one session in all, and of one challenge; the least gives a blink eight a second.
MAX_FRAMES, MIN_STEP_FRAMES, MAX_STEP_FRAMES = 40, 5, 16
MAX_FRAME_BYTES = 64 * 1024

#: Degrees a head must turn, come back to, and may wander while it should only blink or come near.
_TURNED, _BACK, _STEADY = 15.0, 10.0, 20.0
#: A head that looks at the camera; degrees.
_FACING = 15.0
#: Lids count as closed below this share of the person's own opening, and as open above the other.
_CLOSED, _OPEN = 0.5, 0.7
#: How much wider a face must get, and that it must stay so until the end.
_CLOSER, _STILL_CLOSER = 1.3, 1.2
#: Farther than this from the session's first face is another person. Frames of one turning head
#: lay within 0.49 but for one of six; strangers begin at 0.55 (docs/accuracy.md).
_SAME_PERSON = 0.5
#: Fewer faces compared tell nothing.
_LEAST_COMPARED = 3
#: How far the nose must leave the place where a flat picture has it, as a share of the distance of
#: the eyes. A filmed head gave 0.13 and more from 15 degrees on, warped ones 0.156 at their
#: farthest, waved photographs up to 0.113.
_DEPTH = 0.12
#: Mean grey levels by which two frames of a camera differ at least; its noise alone gives more.
_MOVED = 0.05
#: Share of frames that a slow camera may give twice in a row.
_REPEATED = 0.25


class Doubt(StrEnum):
    """What speaks against a session; each leads to a person."""

    NO_FACE = "no-face"
    SEVERAL_FACES = "several-faces"
    FACE_CHANGED = "face-changed"
    TOO_FEW_FRAMES = "too-few-frames"
    REPEATED_FRAMES = "repeated-frames"
    REPLAYED_FRAMES = "replayed-frames"
    TOO_FAST = "too-fast"
    CHALLENGE_NOT_FOLLOWED = "challenge-not-followed"
    NO_DEPTH = "no-depth"
    NOT_MEASURED = "not-measured"


@dataclass(frozen=True)
class FrameEvidence:
    """What was measured in one frame of a challenge.

    `faces` counts persons. `width` is the face's in pixels. Angles are degrees: `yaw` above 0 is
    turned to the right of an unmirrored picture, which is the customer's left. `lids` is the mean
    opening of both eyes as a share of their width. `change` is the mean difference in grey levels
    from the frame before (255 for the first). `repeats` names an earlier frame of the session, by
    its place, that is the same picture. `depth` is how far the nose lies from where a flat picture
    would show it, as a share of the distance of the eyes; `distance` that of the face from the
    session's first (None: not compared).
    """

    faces: int
    width: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    lids: float = 0.0
    change: float = 255.0
    repeats: int | None = None
    depth: float = 0.0
    distance: float | None = None


@dataclass(frozen=True)
class StepEvidence:
    """The answer to one challenge: its frames in order, and how long it took."""

    challenge: Challenge
    frames: tuple[FrameEvidence, ...]
    duration: timedelta


@dataclass(frozen=True)
class LivenessEvidence:
    """What a document's report says of its liveness session.

    `status` is the session's, None when there was none. `doubts` are values of `Doubt`. Distances
    lie between the session's first face and the selfie, and the portrait of the document; None
    where they were not compared. `spoof_score` is what an optional model says of the first frame,
    0 to 1: evidence for a person, never judged.
    """

    session_id: str | None
    status: str | None
    challenges: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    selfie_distance: float | None = None
    portrait_distance: float | None = None
    spoof_score: float | None = None


def draw_challenges(random: Random, *, can_turn: bool = True) -> tuple[Challenge, ...]:
    """Return the challenges of a session, in the order they are asked for.

    Three of the four, so that there is always a turn; without turning the head the other two.
    """
    if can_turn:
        return tuple(random.sample(list(Challenge), 3))
    return tuple(random.sample([Challenge.BLINK, Challenge.MOVE_CLOSER], 2))


def find_doubts(steps: Sequence[StepEvidence], *, replayed: bool) -> tuple[Doubt, ...]:
    """Return what speaks against a session, nothing when every challenge was truly followed.

    `replayed` tells that frames of another session came again. A session without a turn always
    leaves a doubt: that the face is not flat can only be seen of a head that turns.
    """
    frames = [frame for step in steps for frame in step.frames]
    found = {
        Doubt.NO_FACE: any(frame.faces == 0 for frame in frames),
        Doubt.SEVERAL_FACES: any(frame.faces > 1 for frame in frames),
        Doubt.FACE_CHANGED: _is_another(frames),
        Doubt.TOO_FEW_FRAMES: not steps or any(_is_short(step) for step in steps),
        Doubt.REPEATED_FRAMES: _is_repeated(frames),
        Doubt.REPLAYED_FRAMES: replayed,
        Doubt.TOO_FAST: any(step.duration < LEAST_TIME for step in steps),
        Doubt.CHALLENGE_NOT_FOLLOWED: not all(is_followed(step, frames) for step in steps),
        Doubt.NO_DEPTH: not _has_depth(steps),
    }
    return tuple(doubt for doubt, holds in found.items() if holds)


def is_followed(step: StepEvidence, frames: Sequence[FrameEvidence]) -> bool:
    """Tell whether the frames of a step show its challenge, begun and ended at rest.

    `frames` are those of the whole session: a blink is held against the person's own open eyes.
    """
    if len(step.frames) < MIN_STEP_FRAMES:
        return False
    if step.challenge is Challenge.BLINK:
        usual = median(frame.lids for frame in frames)
        return _is_steady(step.frames) and _has_blinked(step.frames, usual)
    if step.challenge is Challenge.MOVE_CLOSER:
        return _is_steady(step.frames) and _has_come_closer(step.frames)
    aim = 1 if step.challenge is Challenge.TURN_LEFT else -1
    return _has_turned([aim * frame.yaw for frame in step.frames])


def _has_turned(yaws: Sequence[float]) -> bool:
    """Tell whether a head that faced the camera turned far enough to its asked side and back.

    One that goes to the other side first, or as well, was not told what we told it.
    """
    rest = yaws[0]
    others = [yaw - rest for yaw in yaws]
    if abs(rest) > _FACING or min(others) < -_TURNED:
        return False
    return max(others) >= _TURNED and abs(others[-1]) <= _BACK


def _has_blinked(frames: Sequence[FrameEvidence], usual: float) -> bool:
    """Tell whether open eyes closed and opened again."""
    if usual <= 0:
        return False
    wanted = iter((False, True, False))
    want = next(wanted)
    for frame in frames:
        opening = frame.lids / usual
        seen = opening < _CLOSED if want else opening > _OPEN
        if seen:
            following = next(wanted, None)
            if following is None:
                return True
            want = following
    return False


def _has_come_closer(frames: Sequence[FrameEvidence]) -> bool:
    """Tell whether the face became larger, and stayed so."""
    first = frames[0].width
    if first <= 0:
        return False
    growth = [frame.width / first for frame in frames]
    return max(growth) >= _CLOSER and growth[-1] >= _STILL_CLOSER and min(growth) > 1 / _CLOSER


def _is_steady(frames: Sequence[FrameEvidence]) -> bool:
    """Tell whether a head that need not turn did not."""
    yaws = [frame.yaw for frame in frames]
    return max(yaws) - min(yaws) < _STEADY


def _has_depth(steps: Iterable[StepEvidence]) -> bool:
    """Tell whether every turn moved the nose off the place where a picture would show it."""
    turns = [step.frames for step in steps if step.challenge in TURNS]
    return bool(turns) and all(
        frames and max(frames, key=lambda frame: abs(frame.yaw - frames[0].yaw)).depth >= _DEPTH
        for frames in turns
    )


def _is_another(frames: Sequence[FrameEvidence]) -> bool:
    """Tell whether a face that was compared is another person's, or too few were compared."""
    compared = [frame.distance for frame in frames if frame.distance is not None]
    return len(compared) < _LEAST_COMPARED or max(compared) > _SAME_PERSON


def _is_short(step: StepEvidence) -> bool:
    return len(step.frames) < MIN_STEP_FRAMES


def _is_repeated(frames: Sequence[FrameEvidence]) -> bool:
    """Tell whether pictures came again: a few in a row are a slow camera, others a recording."""
    repeats = [(at, frame.repeats) for at, frame in enumerate(frames) if frame.repeats is not None]
    apart = any(at - before > 1 for at, before in _first_of_run(repeats))
    still = sum(frame.change < _MOVED for _, frame in pairwise(frames))
    return apart or max(len(repeats), still) > _REPEATED * len(frames)


def _first_of_run(repeats: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return each repetition with the place of the nearest same picture before it."""
    last: dict[int, int] = {}
    runs = []
    for at, first in repeats:
        runs.append((at, last.get(first, first)))
        last[first] = at
    return runs
