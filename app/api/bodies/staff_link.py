"""The body by which a sign-in link for a person is made."""

from typing import Annotated

from pydantic import Field

from app.api.bodies.fields import Body, Text


class StaffLinkBody(Body):
    """Whom a link signs in at the review desk, and what they may do there."""

    reviewer: Annotated[Text, Field(min_length=1)] = Field(
        description="The person's name, as documents will tell it."
    )
    permissions: list[Text] | None = Field(
        default=None,
        description="Operation ids, none of which you lack; null or missing is the whole desk.",
        json_schema_extra={"maxItems": 50},
    )
