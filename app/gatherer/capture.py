"""One page a side: take a photo or choose a file. Scripts send each file once it is picked."""

from contextlib import suppress
from dataclasses import dataclass, replace

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.commands import StoreFile
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.errors import SubmissionRefused, UnreadableFile
from app.domain.journey import JourneyLine
from app.gatherer import forms
from app.gatherer.blueprint import (
    allow_return,
    began_at,
    blueprint,
    current_device,
    current_journey,
    is_over,
)
from app.gatherer.handoff import offer
from app.gatherer.navigation import back_url, go_on, line_of, next_url, url_to
from app.gatherer.steps import Page, Step, is_workable, page_limit
from app.gatherer.wording.documents import SideWording, paragraph, side_wording
from app.gatherer.wording.refusals import NO_ATTEMPT_USED, Refusal, unreadable_file
from app.gatherer.wording.states import received_sentence
from app.services import originals
from app.services.gather_files import remove_file, store_file
from app.services.gatherer_links import link_of
from app.services.journey import read_journey

#: Long edge in pixels to which scripts shrink a larger picture: cards and passports keep about
#: 450 dpi, an A4 page 236 dpi, a face more than a matcher uses.
_TARGET_PIXELS = {
    FileTag.FRONT: 2048,
    FileTag.BACK: 2048,
    FileTag.PAGES: 3000,
    FileTag.FACE_PROOF: 1280,
}


@dataclass(frozen=True)
class Side:
    """The side a page asks for, of which line and paper, with its words."""

    line: JourneyLine
    subtype: DocumentSubtype
    tag: FileTag

    @property
    def wording(self) -> SideWording:
        """What the page says."""
        return side_wording(
            self.subtype, self.tag, limit=page_limit(self.line), age_limit=self.line.age_limit
        )


@blueprint.get("/verify/<kyc_request_id>/<document_type:document_type>/<side:side>")
def capture(document_type: DocumentType, side: FileTag) -> ResponseReturnValue:
    """Ask for one side."""
    asked = _find_side(document_type, side)
    if asked is None:
        return go_on(document_type)
    if _lacks_consent(asked):
        return redirect(url_to(Step(Page.CONSENT, document_type)), 303)
    return capture_page(asked, None)


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/<side:side>")
def store_photo(document_type: DocumentType, side: FileTag) -> ResponseReturnValue:
    """Store what was picked; where this side is not asked for any more, go on."""
    asked = _find_side(document_type, side)
    if asked is None or _lacks_consent(asked):
        # Scripts get a page as well: "received" would be untrue, and a page moves them on.
        return go_on(document_type)
    files = forms.read_files(request)
    if not files and side in asked.line.missing:
        return _refuse(asked, Refusal(asked.wording.nothing_picked, ""))
    if not files and request.form.get("seen", "") != _seen(asked):
        # Sent meanwhile from another device or tab: the newer photo is shown before going on.
        return redirect(url_for("gatherer.capture", document_type=document_type, side=side), 303)
    key = forms.read_upload_key(request)
    fresh = forms.not_yet_stored(files, key, asked.line)
    places = forms.read_places(request, asked.line)
    if side is FileTag.PAGES and len(fresh) > len(places):
        return _refuse(asked, _too_many(asked.line))
    try:
        for command in forms.to_commands(fresh, key, asked.line, side, places):
            _store(command)
    except UnreadableFile as error:
        return _refuse(asked, words_for(error, side, asked.subtype))
    except SubmissionRefused:
        # Settled, used up or over meanwhile: the next page tells.
        return go_on()
    return _answer_stored(document_type, side, {forms.upload_key_of(key, file) for file in files})


@blueprint.post("/verify/<kyc_request_id>/files/<file_id>/original")
def take_original(file_id: str) -> ResponseReturnValue:
    """Take the original of a photo that is here as a copy. Nobody waits for it, or for an answer:
    where it cannot be taken the copy stays."""
    for file in forms.read_files(request)[:1]:
        with suppress(UnreadableFile, SubmissionRefused):
            originals.take_original(
                current_journey().kyc_request_id, file_id, file.data, began_at=began_at()
            )
    return "", 204


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/pages/remove")
def remove_page(document_type: DocumentType) -> ResponseReturnValue:
    """Let go of one page."""
    journey = current_journey()
    try:
        remove_file(journey.kyc_request_id, document_type, request.form.get("file_id", ""))
    except SubmissionRefused:
        return go_on()
    return redirect(
        url_for("gatherer.capture", document_type=document_type, side=FileTag.PAGES), 303
    )


def _find_side(document_type: DocumentType, tag: FileTag) -> Side | None:
    """Return the side if the customer may gather it now."""
    line = line_of(document_type)
    if not is_workable(line) or line.subtype is None or tag not in line.needed:
        return None
    return None if is_over(current_journey()) else Side(line, line.subtype, tag)


def words_for(error: UnreadableFile, tag: FileTag, subtype: DocumentSubtype | None) -> Refusal:
    """Return what is said about a file that nobody can read, and that it cost no attempt."""
    words = unreadable_file(error, tag, subtype)
    return Refusal(words.title, paragraph(words.action, NO_ATTEMPT_USED))


def _seen(side: Side) -> str:
    """Return which files of a side there are, as the page notes it in its form."""
    return ",".join(file.id for file in side.line.files if file.tag is side.tag)


def _lacks_consent(side: Side) -> bool:
    return side.tag is FileTag.FACE_PROOF and side.line.needs_consent


def _store(command: StoreFile) -> None:
    sent = replace(command, session_id=current_device().id)
    store_file(current_journey().kyc_request_id, sent, began_at=began_at())


def _too_many(line: JourneyLine) -> Refusal:
    return Refusal(
        ngettext(
            "You can send %(num)d file for this document",
            "You can send up to %(num)d files for this document",
            page_limit(line),
        ),
        gettext("Remove one first, or put the pages into one PDF."),
    )


def _refuse(side: Side, error: Refusal) -> ResponseReturnValue:
    if _is_script():
        return jsonify(title=str(error.title), body=str(error.action)), 422
    # Some of several files may have been stored before the one that was refused.
    line = read_journey(current_journey().kyc_request_id).line(side.line.document_type)
    return capture_page(Side(line or side.line, side.subtype, side.tag), error), 422


def _answer_stored(
    document_type: DocumentType, tag: FileTag, upload_keys: set[str]
) -> ResponseReturnValue:
    if not _is_script():
        return go_on(document_type)
    line = read_journey(current_journey().kyc_request_id).line(document_type)
    files = line.files if line else ()
    # Scripts send one file at a time.
    stored = next((file.id for file in files if file.upload_key in upload_keys), None)
    return jsonify(
        next=next_url(document_type),
        status=received_sentence(tag),
        # By it a script says which page is taken again.
        file=stored,
        original=_original_url(stored),
        gathered=render_template("gatherer/gathered_pages.html", line=line, tag=tag),
    )


def _original_url(file_id: str | None) -> str | None:
    """Return where the original of what was just stored may follow, if the merchant wants it."""
    if file_id is None or current_journey().image_policy is not ImagePolicy.ORIGINAL:
        return None
    return url_for("gatherer.take_original", file_id=file_id)


def _is_script() -> bool:
    """Tell whether a script sent the form: it asks for JSON, browsers never do."""
    return request.accept_mimetypes.best == "application/json"


def capture_page(side: Side, error: Refusal | None, *, link: str | None = None) -> str:
    """Return the page that asks for a side, with what was wrong if anything was.

    `link` is what apps without a camera are left by; it is looked up where it is not given.
    """
    allow_return(current_journey())
    line = side.line
    has_viewfinder = current_journey().capture is CaptureMode.VIEWFINDER
    step = Step(Page.CAPTURE, line.document_type, side.tag)
    return render_template(
        "gatherer/capture.html",
        line=line,
        tag=side.tag,
        subtype=side.subtype,
        side=side.wording,
        target_pixels=_TARGET_PIXELS[side.tag],
        free_places=len(forms.free_places(line)),
        gathered=[file for file in line.files if file.tag is side.tag],
        asks_liveness=side.tag is FileTag.FACE_PROOF and line.face_liveness_required,
        link=(link or link_of(current_journey().kyc_request_id)) if has_viewfinder else None,
        form_error=error,
        upload_key=forms.new_key(),
        seen=_seen(side),
        handoff=offer(),
        back_url=back_url(line, step),
    )
