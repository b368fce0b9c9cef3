"""The four ways a file comes in: a form, bare bytes, JSON with base 64, JSON with an address."""

import base64
import binascii
from collections.abc import Mapping

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from app.api.auth import caller
from app.api.bodies.file import FileBody, FileDescriptionBody
from app.api.bodies.reading import parse_body, read_json
from app.domain.commands import UploadFile
from app.domain.documents import MAX_FILE_BYTES, MediaType
from app.domain.errors import InvalidField, InvalidFields
from app.services.files import fetch_file

#: Media types of bare bytes. What a file is, its first bytes tell; the type only says that the body
#: is one.
RAW_TYPES = (*(each.value for each in MediaType), "application/octet-stream")
FORM_TYPE = "multipart/form-data"

_AROUND_BYTES = 64 * 1024
_BASE64_BYTES = MAX_FILE_BYTES * 4 // 3 + _AROUND_BYTES
_MAX_PARTS = 30


def read_upload() -> UploadFile:
    """Return the file that this request brings.

    Raises InvalidFields, or the HTTP errors 400, 413 and 415.
    """
    if request.mimetype == FORM_TYPE:
        return _read_form()
    if request.mimetype in RAW_TYPES:
        return UploadFile(_read_raw())
    if request.mimetype == "application/json":
        return _read_json()
    raise UnsupportedMediaType(
        "Send the file as multipart/form-data, as application/json, or bare with its media type."
    )


def _read_raw() -> bytes:
    request.max_content_length = MAX_FILE_BYTES + 1
    data = request.get_data(cache=False)
    if len(data) > MAX_FILE_BYTES:
        raise RequestEntityTooLarge
    return data


def _read_form() -> UploadFile:
    request.max_content_length = MAX_FILE_BYTES + _AROUND_BYTES
    request.max_form_memory_size = 2 * _AROUND_BYTES
    request.max_form_parts = _MAX_PARTS
    files = request.files.getlist("file")
    if len(files) != 1 or len(list(request.files.values())) != 1:
        raise InvalidFields([InvalidField("file", "must be there once")])
    described = parse_body(FileDescriptionBody, _form_values())
    # One byte past the limit is enough to know that a file is too large.
    return _command(files[0].stream.read(MAX_FILE_BYTES + 1), described)


def _form_values() -> Mapping[str, object]:
    """Return a form's text fields as the JSON body would have them."""
    values: dict[str, object] = {name: request.form[name] for name in request.form}
    for name in ("tags", "tags[]"):
        if values.pop(name, None) is not None:
            values["tags"] = request.form.getlist(name)
    if values.get("isPublic") in {"true", "false"}:
        values["isPublic"] = values["isPublic"] == "true"
    return values


def _read_json() -> UploadFile:
    body = parse_body(FileBody, read_json(_BASE64_BYTES))
    if (body.file is None) is (body.url is None):
        raise InvalidFields([InvalidField("file", "must be there, or `url`, and not both")])
    if body.url is not None:
        if caller().customer_id is not None:
            raise InvalidFields([InvalidField("url", "is for merchants; send the file itself")])
        return _command(fetch_file(body.url), body)
    try:
        data = base64.b64decode(body.file or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidFields([InvalidField("file", "is not base 64")]) from error
    return _command(data, body)


def _command(data: bytes, described: FileDescriptionBody) -> UploadFile:
    return UploadFile(
        data=data,
        name=described.name,
        description=described.description,
        source_type=described.source_type,
        tags=described.distinct_tags,
    )
