"""Customers as the merchant tells us of them."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.adapters.tokens import new_id
from app.domain.commands import Address, PutCustomer
from app.domain.errors import NotFound, StaleRevision
from app.domain.evidence import ExpectedPerson
from app.extensions import now
from app.models import Customer
from app.services.transaction import once_more_when_stale, reading, transaction


def create_customer(organization_id: str, command: PutCustomer) -> Customer:
    """Create a customer, under the merchant's id where the command brings one."""
    return put_customer(organization_id, command)[0]


@once_more_when_stale
def put_customer(organization_id: str, command: PutCustomer) -> tuple[Customer, bool]:
    """Create or replace a customer; return it and whether it is new."""
    customer_id = command.customer_id or new_id("cus")
    with transaction() as session:
        customer = session.get(Customer, (organization_id, customer_id))
        is_new = customer is None
        if customer is None:
            customer = Customer(
                organization_id=organization_id,
                id=customer_id,
                revision=1,
                has_fulfilled_kyc=False,
                created_at=now(),
                updated_at=now(),
            )
            session.add(customer)
        _write_address(customer, command.address)
        _flush(session)
    return customer, is_new


def _flush(session: Session) -> None:
    """Send what was written; raises StaleRevision when somebody else created the customer first."""
    try:
        session.flush()
    except IntegrityError as error:
        raise StaleRevision from error


def find_customer(organization_id: str, customer_id: str) -> Customer:
    """Return a customer; raises NotFound."""
    with reading() as session:
        customer = session.get(Customer, (organization_id, customer_id))
    if customer is None:
        raise NotFound
    return customer


def expected_person(session: Session, organization_id: str, customer_id: str) -> ExpectedPerson:
    """Return what the papers of a customer are checked against; raises NotFound."""
    customer = session.get(Customer, (organization_id, customer_id))
    if customer is None:
        raise NotFound
    return ExpectedPerson(
        first_name=customer.first_name,
        last_name=customer.last_name,
        date_of_birth=customer.date_of_birth,
        address_lines=tuple(filter(None, (customer.address, customer.address2))),
        city=customer.city,
        region=customer.region,
        postal_code=customer.postal_code,
        country=customer.country,
    )


def _write_address(customer: Customer, address: Address) -> None:
    customer.first_name = address.first_name
    customer.last_name = address.last_name
    customer.address = address.address
    customer.address2 = address.address2
    customer.city = address.city
    customer.region = address.region
    customer.country = address.country
    customer.postal_code = address.postal_code
    customer.date_of_birth = address.date_of_birth
    customer.emails = [dict(item) for item in address.emails]
    customer.phone_numbers = [dict(item) for item in address.phone_numbers]
