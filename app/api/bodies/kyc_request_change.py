"""The body of a change to a KYC request: what is missing stays as it is."""

from typing import Any, ClassVar

from pydantic import Field

from app.api.bodies.fields import READ_ONLY, Body, Locale, Text, Time, Url
from app.api.bodies.kyc_request import RequestedDocumentBody
from app.domain.commands import ChangeKycRequest, ChangeRequestDocument

#: Fields of the body, and what the command calls them.
_NAMES = {
    "expiration_time": "expires_at",
    "redirect_url": "redirect_url",
    "reason": "reason",
    "match_level": "match_level",
    "locale": "locale",
}

#: A default that is not validated: what has it may be missing, and never null.
_STAYS: Any = None


class KycRequestChangeBody(Body):
    """What to change of a KYC request; `customerId` and what only we write are ignored."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {"status", "customerId"}

    documents: list[RequestedDocumentBody] = Field(
        default=_STAYS,
        min_length=1,
        description=(
            "Lines to add, or to change while nothing was uploaded to them. A line is known by "
            "its type; what it leaves out, and lines that are not named, stay as they are."
        ),
    )
    expiration_time: Time = Field(default=_STAYS, description="When the request expires.")
    match_level: int = Field(
        default=_STAYS, ge=1, le=3, description="For documents that are sent from now on."
    )
    redirect_url: Url | None = Field(default=None, description="Null takes it away.")
    reason: Text | None = Field(default=None, description="Null takes it away.")
    locale: Locale | None = Field(default=None, description="Null leaves it to the browser.")

    def to_command(self) -> ChangeKycRequest:
        """Return the change that this body asks for."""
        named = {
            name: getattr(self, field)
            for field, name in _NAMES.items()
            if field in self.model_fields_set
        }
        lines = self.documents if "documents" in self.model_fields_set else []
        return ChangeKycRequest(named, tuple(_change(line) for line in lines))


def _change(line: RequestedDocumentBody) -> ChangeRequestDocument:
    asked = line.to_command()
    values: dict[str, Any] = {
        name: getattr(asked, name) for name in line.model_fields_set if name != "type"
    }
    return ChangeRequestDocument(line.type, values)
