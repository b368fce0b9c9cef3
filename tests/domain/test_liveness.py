"""Challenges are drawn at random, and only frames that truly follow them leave no doubt."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from app.domain.liveness import (
    LEAST_TIME,
    TURNS,
    Challenge,
    Doubt,
    FrameEvidence,
    StepEvidence,
    draw_challenges,
    find_doubts,
)

LEFT, RIGHT, BLINK, CLOSER = Challenge
FACE = FrameEvidence(1, width=150.0, lids=0.25, change=0.4, distance=0.1)
SECONDS = timedelta(seconds=5)

Frames = tuple[FrameEvidence, ...]


def seeded(seed: int) -> Random:
    """Return a source that gives the same each time."""
    return Random(seed)  # noqa: S311 - nothing secret is drawn here.


def turning(aim: float, *, depth: float = 0.2, start: float = 0.0) -> Frames:
    """Return a head that turns by `aim` degrees and back."""
    shares = (0.0, 0.3, 0.7, 1.0, 0.7, 0.3, 0.0)
    return tuple(
        replace(FACE, yaw=start + aim * share, depth=depth * share, distance=0.1 + 0.2 * share)
        for share in shares
    )


def blinking(shut: float = 0.02, opening: float = 0.25) -> Frames:
    """Return eyes that close once."""
    return tuple(
        replace(FACE, lids=lids) for lids in (opening, opening, shut, shut, opening, opening)
    )


def coming(times: float) -> Frames:
    """Return a face that gets larger."""
    return tuple(replace(FACE, width=150 * (1 + (times - 1) * share / 5)) for share in range(6))


HONEST: dict[Challenge, Frames] = {
    LEFT: turning(20),
    RIGHT: turning(-20),
    BLINK: blinking(),
    CLOSER: coming(1.4),
}


def answered(*answers: tuple[Challenge, Frames]) -> list[StepEvidence]:
    return [StepEvidence(challenge, frames, SECONDS) for challenge, frames in answers]


def honest(*challenges: Challenge) -> list[StepEvidence]:
    return answered(*((challenge, HONEST[challenge]) for challenge in challenges))


def doubts(steps: list[StepEvidence], *, replayed: bool = False) -> set[Doubt]:
    return set(find_doubts(steps, replayed=replayed))


def changed(steps: list[StepEvidence], place: int, **values: object) -> list[StepEvidence]:
    """Return the steps with one frame of the first step changed."""
    frames = list(steps[0].frames)
    frames[place] = replace(frames[place], **values)  # type: ignore[arg-type]
    return [replace(steps[0], frames=tuple(frames)), *steps[1:]]


@pytest.mark.parametrize("seed", range(24))
def test_three_different_challenges_are_drawn_with_a_turn(seed: int) -> None:
    drawn = draw_challenges(seeded(seed))
    assert len(set(drawn)) == len(drawn) == 3
    assert TURNS & set(drawn)


def test_every_order_comes_up() -> None:
    random = seeded(1)
    counts = Counter(draw_challenges(random) for _ in range(2400))
    assert len(counts) == 24
    assert min(counts.values()) > 50


def test_who_cannot_turn_is_asked_for_no_turn() -> None:
    random = seeded(2)
    drawn = {draw_challenges(random, can_turn=False) for _ in range(40)}
    assert drawn == {(BLINK, CLOSER), (CLOSER, BLINK)}


@pytest.mark.parametrize("seed", range(24))
def test_honest_session_leaves_no_doubt(seed: int) -> None:
    assert doubts(honest(*draw_challenges(seeded(seed)))) == set()


@pytest.mark.parametrize("opening", [0.12, 0.2, 0.35])
def test_blink_is_held_against_the_persons_own_eyes(opening: float) -> None:
    narrow = [
        replace(step, frames=tuple(replace(frame, lids=opening) for frame in step.frames))
        for step in honest(LEFT, CLOSER)
    ]
    assert doubts([*narrow, *answered((BLINK, blinking(opening * 0.2, opening)))]) == set()


@pytest.mark.parametrize("start", [-14, -7, 7, 14])
def test_turn_is_held_against_the_persons_own_rest(start: float) -> None:
    frames = tuple(replace(frame, yaw=frame.yaw + start) for frame in HONEST[LEFT])
    assert doubts(answered((LEFT, frames))) == set()


@pytest.mark.parametrize(
    ("challenge", "frames"),
    [
        (LEFT, HONEST[RIGHT]),
        (RIGHT, HONEST[LEFT]),
        (LEFT, HONEST[BLINK]),
        (LEFT, turning(14)),
        (LEFT, HONEST[LEFT][:5]),
        (LEFT, (*turning(-20), *turning(20))),
        (LEFT, turning(25, start=16)),
        (BLINK, HONEST[LEFT]),
        (BLINK, blinking(0.2)),
        (BLINK, (*blinking()[:4], *blinking()[2:4])),
        (BLINK, tuple(replace(f, yaw=y) for f, y in zip(blinking(), range(0, 30, 5), strict=True))),
        (CLOSER, coming(1.2)),
        (CLOSER, coming(0.7)),
        (CLOSER, (*coming(1.4), FACE)),
        (CLOSER, HONEST[BLINK]),
    ],
)
def test_challenge_that_was_not_followed_is_noticed(challenge: Challenge, frames: Frames) -> None:
    others = honest(*(item for item in Challenge if item is not challenge))
    found = doubts([*others, *answered((challenge, frames))])
    assert Doubt.CHALLENGE_NOT_FOLLOWED in found


def test_answers_in_another_order_are_noticed() -> None:
    steps = answered((LEFT, HONEST[CLOSER]), (BLINK, HONEST[LEFT]), (CLOSER, HONEST[BLINK]))
    assert Doubt.CHALLENGE_NOT_FOLLOWED in doubts(steps)


def test_still_photo_is_noticed() -> None:
    still = tuple(replace(FACE, change=0.0, repeats=0) for _ in range(7))
    steps = answered((LEFT, still), (BLINK, still), (CLOSER, still))
    found = doubts(steps)
    assert {Doubt.CHALLENGE_NOT_FOLLOWED, Doubt.REPEATED_FRAMES, Doubt.NO_DEPTH} <= found


def test_waved_photo_is_noticed_though_it_turns() -> None:
    assert doubts(answered((LEFT, turning(20, depth=0.05)))) == {Doubt.NO_DEPTH}


def test_every_turn_must_show_depth() -> None:
    steps = [*honest(LEFT), *answered((RIGHT, turning(-20, depth=0.05)))]
    assert doubts(steps) == {Doubt.NO_DEPTH}


def test_session_without_a_turn_is_left_to_a_person() -> None:
    assert doubts(honest(BLINK, CLOSER)) == {Doubt.NO_DEPTH}


@pytest.mark.parametrize(
    ("values", "doubt"),
    [
        ({"faces": 0}, Doubt.NO_FACE),
        ({"faces": 2}, Doubt.SEVERAL_FACES),
        ({"distance": 0.51}, Doubt.FACE_CHANGED),
    ],
)
def test_one_frame_is_enough_for_a_doubt(values: dict[str, object], doubt: Doubt) -> None:
    assert doubts(changed(honest(LEFT, BLINK, CLOSER), 3, **values)) == {doubt}


def test_two_people_in_turn_are_noticed() -> None:
    frames = tuple(
        replace(frame, distance=0.8 if place % 2 else 0.1)
        for place, frame in enumerate(HONEST[LEFT])
    )
    assert doubts([*answered((LEFT, frames)), *honest(BLINK)]) == {Doubt.FACE_CHANGED}


def test_faces_must_have_been_compared() -> None:
    unseen = tuple(replace(frame, distance=None) for frame in HONEST[LEFT])
    assert doubts(answered((LEFT, unseen))) == {Doubt.FACE_CHANGED}


def test_frames_of_another_session_are_noticed() -> None:
    assert doubts(honest(LEFT, BLINK, CLOSER), replayed=True) == {Doubt.REPLAYED_FRAMES}


def test_picture_that_comes_again_later_is_noticed() -> None:
    assert doubts(changed(honest(LEFT, BLINK), 4, repeats=1)) == {Doubt.REPEATED_FRAMES}


def test_slow_camera_may_give_a_picture_twice() -> None:
    steps = changed(changed(honest(LEFT, BLINK), 2, repeats=1, change=0.0), 5, repeats=4)
    assert doubts(steps) == set()


def test_frozen_camera_is_noticed() -> None:
    frozen = tuple(replace(frame, change=0.01) for frame in HONEST[LEFT])
    assert Doubt.REPEATED_FRAMES in doubts(answered((LEFT, frozen)))


def test_too_few_frames_are_noticed() -> None:
    assert Doubt.TOO_FEW_FRAMES in doubts(answered((BLINK, HONEST[BLINK][1:5])))
    assert Doubt.TOO_FEW_FRAMES in doubts([])


def test_answer_faster_than_anybody_is_noticed() -> None:
    steps = [replace(honest(LEFT)[0], duration=LEAST_TIME - timedelta(milliseconds=1))]
    assert doubts(steps) == {Doubt.TOO_FAST}


def test_missing_measurements_hold_for_nothing() -> None:
    empty = tuple(FrameEvidence(1) for _ in range(6))
    for challenge in Challenge:
        assert Doubt.CHALLENGE_NOT_FOLLOWED in doubts(answered((challenge, empty)))
