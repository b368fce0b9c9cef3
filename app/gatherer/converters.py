"""Words in the portal's addresses that stand for values of the domain; any other word is a 404."""

from werkzeug.routing import BaseConverter, ValidationError

from app.domain.documents import GATHERED_TYPES, DocumentType, FileTag

#: Sides as they are called in an address.
SIDE_WORDS: dict[FileTag, str] = {
    FileTag.FRONT: "front",
    FileTag.BACK: "back",
    FileTag.PAGES: "pages",
    FileTag.FACE_PROOF: "selfie",
}
_TAGS = {word: tag for tag, word in SIDE_WORDS.items()}


class DocumentTypeConverter(BaseConverter):
    """A document type that customers are asked for, in its wire spelling."""

    def to_python(self, value: str) -> DocumentType:
        """Return the type; raises ValidationError for any other word."""
        try:
            document_type = DocumentType(value)
        except ValueError as error:
            raise ValidationError from error
        if document_type not in GATHERED_TYPES:
            raise ValidationError
        return document_type


class SideConverter(BaseConverter):
    """A side of a document, or the selfie."""

    def to_python(self, value: str) -> FileTag:
        """Return the tag; raises ValidationError for any other word."""
        if value not in _TAGS:
            raise ValidationError
        return _TAGS[value]

    def to_url(self, value: FileTag) -> str:
        """Return the word for a tag."""
        return SIDE_WORDS[value]
