"""The body of a customer: the part of the reference's customer that papers are matched against."""

from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import Field

from app.api.bodies.fields import (
    READ_ONLY,
    Body,
    Country,
    Day,
    OptionalText,
    PostalCode,
    Text,
)
from app.domain.commands import Address, PutCustomer


class ContactBody(Body):
    """One e-mail address or telephone number."""

    label: Text = "main"
    value: Text
    primary: bool = False


_Contacts = Annotated[list[ContactBody], Field(max_length=20)] | None


class AddressBody(Body):
    """Who the customer is and where they live; null or missing where not known."""

    ignored: ClassVar[frozenset[str]] = frozenset({"hash", "organization"})

    first_name: OptionalText = ""
    last_name: OptionalText = ""
    address: OptionalText = ""
    address2: OptionalText = ""
    city: OptionalText = ""
    region: OptionalText = ""
    country: Country = Field(default="", description="ISO 3166-1 alpha-2, such as GB.")
    postal_code: PostalCode = ""
    dob: Day | None = Field(default=None, description="Date of birth.")
    emails: _Contacts = None
    phone_numbers: _Contacts = None

    def to_command(self) -> Address:
        """Return the address that papers are matched against."""
        return Address(
            first_name=self.first_name,
            last_name=self.last_name,
            address=self.address,
            address2=self.address2,
            city=self.city,
            region=self.region,
            country=self.country,
            postal_code=self.postal_code,
            date_of_birth=self.dob,
            emails=_frozen(self.emails),
            phone_numbers=_frozen(self.phone_numbers),
        )


class CustomerBody(Body):
    """A customer to create or replace."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {"hasFulfilledKyc", "customFields"}

    primary_address: AddressBody | None = None

    def to_command(self, customer_id: str | None = None) -> PutCustomer:
        """Return the customer to keep under `customer_id`, or under a fresh id."""
        address = self.primary_address.to_command() if self.primary_address else Address()
        return PutCustomer(address=address, customer_id=customer_id)


def _frozen(contacts: list[ContactBody] | None) -> tuple[MappingProxyType[str, Any], ...]:
    return tuple(MappingProxyType(contact.model_dump()) for contact in contacts or ())
