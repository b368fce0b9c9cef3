"""Bodies about files: JSON with the bytes or an address, forms, and the description of a file."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, field_validator

from app.api.bodies.fields import READ_ONLY, Body, Text, Url

_Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,49}$")]

#: What we find out ourselves, and clients send back.
_FOUND = READ_ONLY | {
    "extension", "mime", "size", "width", "height", "sha1", "sha256", "exifData", "signature",
}  # fmt: skip

_CHANGED = frozenset({"name", "description"})


class FileDescriptionBody(Body):
    """What a file is called and shows."""

    ignored: ClassVar[frozenset[str]] = _FOUND | {"url"}

    name: Text | None = Field(default=None, description="A name of ours when missing.")
    description: Text | None = None
    source_type: Literal["upload", "camera"] | None = Field(
        default=None, description="Where it comes from; `upload` when missing."
    )
    tags: list[_Tag] | None = Field(
        default=None,
        max_length=20,
        description="For a KYC document `kyc` and one of id-front, id-back, face-proof.",
    )
    is_public: bool = Field(default=False, description="Files are always private: only false.")

    @field_validator("is_public")
    @classmethod
    def _stays_private(cls, is_public: bool) -> bool:
        if is_public:
            raise ValueError("must be false: files of KYC are always private")
        return is_public

    @property
    def distinct_tags(self) -> tuple[str, ...]:
        """Return the tags in order, each once."""
        return tuple(dict.fromkeys(self.tags or ()))

    def to_changes(self) -> dict[str, Any]:
        """Return what the body names, by the names of the file's columns."""
        named = {name: getattr(self, name) for name in _CHANGED & self.model_fields_set}
        if "tags" in self.model_fields_set:
            named["tags"] = list(self.distinct_tags)
        if self.source_type is not None:
            named["source_type"] = self.source_type
        return named


class FileBody(FileDescriptionBody):
    """A file to keep: its bytes in base 64, or the address they are fetched from."""

    ignored: ClassVar[frozenset[str]] = _FOUND

    file: Annotated[str, StringConstraints(min_length=1)] | None = Field(
        default=None, description="The bytes in base 64. Either this or `url`."
    )
    url: Url | None = Field(
        default=None,
        description="A public https address that answers with the file itself, not a redirect.",
    )
