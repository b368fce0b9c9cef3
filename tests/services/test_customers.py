"""Customers: one row under one id, also when two tell of it at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from apiflask import APIFlask

from app.domain.commands import Address, PutCustomer
from app.models import Organization
from app.services.customers import find_customer, put_customer


def test_a_customer_told_of_twice_at_once_is_created_once(
    app: APIFlask, organization: Organization
) -> None:
    barrier = Barrier(2)

    def put(customer_id: str, last_name: str) -> bool:
        command = PutCustomer(Address(first_name="Anna", last_name=last_name), customer_id)
        with app.app_context():
            barrier.wait()
            return put_customer(organization.id, command)[1]

    with ThreadPoolExecutor(2) as pool:
        for number in range(8):
            customer_id = f"anna-{number}"
            were_new = list(pool.map(put, (customer_id, customer_id), ("First", "Second")))
            assert sorted(were_new) == [False, True]
            assert find_customer(organization.id, customer_id).revision in {1, 2}
