"""Was a PDF changed after it was first written? Plain byte reading; runs in the child.

A program that changes a PDF may append an update (ISO 32000-1, 7.5.6): new versions of objects, a
new cross-reference table, another end mark. Signatures and filled forms do that as well, so an
update by itself says nothing: looked for are a page's content that was written anew, a page that
was given other content, and text typed over a page (a FreeText annotation).
"""

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise

_END = re.compile(rb"%%EOF")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})[ \r\n]{1,2}\d{1,5}[ \r\n]{1,2}obj\b")
_CONTENTS = re.compile(rb"/Contents\s*(\[[^\]]*\]|\d+\s+\d+\s+R)")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_TYPED_OVER = re.compile(rb"/Subtype\s*/FreeText\b")
#: Keys of streams that are no page's content: fonts, profiles, functions, pictures, tables.
_OTHER_STREAM = re.compile(
    rb"/(?:Type|Subtype|Length1|Alternate|FunctionType|ShadingType|CMapName|Extends|Range)\b"
)
#: Objects unpacked from compressed streams, in bytes and in number.
_MOST_UNPACKED, _MOST_PACKED = 4_000_000, 20_000
#: The last updates looked at; those before count as the file that was first written.
_MOST_UPDATES = 30

Objects = dict[int, bytes]


def changes(data: bytes) -> list[str]:
    """Return `page` if a page's content was replaced, `annotation` if text was typed over one."""
    first, *updates = [dict(_objects(section)) for section in _sections(data)]
    known, found = dict(first), set()
    for update in updates:
        if any(number in known and _is_new(known[number], body) for number, body in update.items()):
            found.add("page")
        known.update(update)
    if any(_TYPED_OVER.search(_head(body)) for body in known.values()):
        found.add("annotation")
    return sorted(found)


def _sections(data: bytes) -> list[bytes]:
    """Return the file as first written, and each update; a file for the web ends twice itself."""
    ends = [match.end() for match in _END.finditer(data)]
    if b"/Linearized" in data[:2048]:
        ends = ends[1:]
    bounds = [0, *ends[:-1][-_MOST_UPDATES:], len(data)]
    return [data[begin:end] for begin, end in pairwise(bounds)]


def _objects(section: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and body of each object, those packed into streams too."""
    found = list(_OBJECT.finditer(section))
    left = _MOST_UNPACKED
    for place, match in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(section)
        body = section[match.end() : end]
        yield int(match[1]), body
        if left > 0 and _PACKED.search(_head(body)):
            unpacked = _inflate(body, left)
            left -= len(unpacked)
            yield from _packed(_head(body), unpacked)


def _packed(head: bytes, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the objects of an object stream (7.5.7): pairs of number and offset come first."""
    first = re.search(rb"/First\s+(\d{1,8})", head)
    if first is None:
        return
    start = int(first[1])
    parts = content[:start].split()[:_MOST_PACKED]
    # A number of thousands of digits would be refused by `int`, and is no offset either.
    numbers = [int(part) for part in parts if part.isdigit() and len(part) < 10]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    ends = [offset for _, offset in pairs[1:]] + [len(content)]
    for (number, offset), end in zip(pairs, ends, strict=False):
        yield number, content[start + offset : start + end]


def _inflate(body: bytes, most: int) -> bytes:
    _, _, stream = body.partition(b"stream")
    try:
        return zlib.decompressobj().decompress(stream.lstrip(b"\r\n"), most)
    except zlib.error:
        return b""


def _head(body: bytes) -> bytes:
    """Return an object without the bytes of its stream."""
    return body.partition(b"stream")[0]


def _is_new(old: bytes, new: bytes) -> bool:
    """Tell whether a second version of an object shows other content on a page."""
    if _PAGE.search(_head(old)) and _PAGE.search(_head(new)):
        return _contents(old) != _contents(new)
    return _is_content(old) and _is_content(new) and _stream(old) != _stream(new)


def _contents(page: bytes) -> bytes:
    match = _CONTENTS.search(_head(page))
    return b" ".join(match[1].split()) if match else b""


def _is_content(body: bytes) -> bool:
    return b"stream" in body and not _OTHER_STREAM.search(_head(body))


def _stream(body: bytes) -> bytes:
    return body.partition(b"stream")[2].rpartition(b"endstream")[0].strip(b"\r\n")
