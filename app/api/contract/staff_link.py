"""The answer with a sign-in link, as a schema."""

from typing import Annotated

from pydantic import Field

from app.api.contract.answers import Answer, Time


class StaffLink(Answer):
    """A link by which one person signs in at the review desk, once; it is shown this once."""

    url: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    expiration_time: Time
