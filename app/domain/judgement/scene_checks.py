"""What is wrong with the pictures themselves: no paper, several papers, one side sent as another.

Only what is beyond doubt fails a check; what is likely bars acceptance and goes to a person.
"""

from app.domain.checks import Case, Result, State, Why, failed
from app.domain.documents import FileTag
from app.domain.scene import Scene
from app.domain.scoring_settings import CheckName

_SIDES = frozenset({FileTag.FRONT, FileTag.BACK})


def no_paper_check(case: Case, name: CheckName) -> Result | None:
    """Return the failed check when not one picture shows a paper, None otherwise."""
    scenes = case.report.scenes
    if not scenes:
        return None
    if all(scene.is_blank for scene in scenes):
        return failed(name, Why.BLANK_PAGE)
    if any(scene.is_selfie for scene in scenes) and all(map(_shows_no_paper, scenes)):
        return failed(name, Why.SELFIE_SENT)
    return None


def pictures_check(case: Case, name: CheckName) -> Result | None:
    """Return the check when a picture shows another paper too, or not the side that is needed.

    Papers that are surely different fail it, and so do sides that are missing; where it is only
    likely, a person looks. None when there is nothing to say.
    """
    several = [scene for scene in case.report.scenes if scene.papers > 1]
    if any(scene.papers_certain for scene in several):
        return Result(name, State.FAILED, Why.SEVERAL_DOCUMENTS, needs_person=True)
    if _is_same_side(case):
        return Result(name, State.FAILED, Why.SAME_SIDE, needs_person=True)
    if is_wrong_side(case):
        return Result(name, State.FAILED, Why.WRONG_SIDE, needs_person=True)
    if several:
        return Result(name, State.UNSETTLED, Why.SEVERAL_DOCUMENTS, needs_person=True)
    return None


def is_wrong_side(case: Case) -> bool:
    """Tell whether the pictures show a side that was not asked for.

    Either what is seen is no side that was sent; or the lines of a card's back (TD1) stand in the
    picture sent as its front and no portrait is anywhere; or every picture that tells its side is a
    back. Swapped sides do no harm.
    """
    report, sent = case.report, {file.tag for file in case.pages}
    if report.side in _SIDES and sent <= _SIDES and report.side not in sent and sent:
        return True
    if _has_portrait(case):
        return False
    is_back_as_front = (
        report.mrz is not None and report.mrz.format == "TD1" and report.mrz.tag is FileTag.FRONT
    )
    shown = {scene.side for scene in report.scenes if scene.tag is FileTag.FRONT}
    others = {scene.side for scene in report.scenes if scene.tag is not FileTag.FRONT}
    # A picture sent as the back whose side is not known may well be the front.
    return is_back_as_front or (shown == {FileTag.BACK} and others <= {FileTag.BACK})


def _is_same_side(case: Case) -> bool:
    """Tell whether front and back show one and the same side."""
    return any(scene.tag in _SIDES and scene.repeats in _SIDES for scene in case.report.scenes)


def _has_portrait(case: Case) -> bool:
    portrait = case.report.portrait
    return portrait is not None and portrait.count > 0


def _shows_no_paper(scene: Scene) -> bool:
    return scene.is_selfie or scene.is_blank
