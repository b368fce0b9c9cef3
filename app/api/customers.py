"""Customers."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.customer import CustomerBody
from app.api.bodies.fields import WRONG_ID, is_id
from app.api.bodies.reading import read_body
from app.api.contract.answers import Customer as CustomerAnswer
from app.api.listing import answer_page, read_expand, read_query
from app.domain.commands import PutCustomer
from app.domain.errors import InvalidFields
from app.services.customers import create_customer, find_customer, put_customer
from app.services.presenters import present_customer, resource_url
from app.services.queries import list_customers


@blueprint.post("/customers")
@operation(Operation("PostCustomer", CustomerAnswer, CustomerBody, status=201))
def post_customer() -> ResponseReturnValue:
    """Create a customer under an id of ours."""
    created = create_customer(caller().organization_id, read_body(CustomerBody).to_command())
    location = resource_url("customers", created.id)
    return jsonify(present_customer(created)), 201, {"Location": location}


@blueprint.get("/customers")
@operation(Operation("GetCustomerCollection", CustomerAnswer, is_list=True))
def get_customer_collection() -> Response:
    """List customers."""
    read_expand(())
    page = list_customers(caller().organization_id, read_query())
    return answer_page(page, [present_customer(each) for each in page.items])


@blueprint.get("/customers/<customer_id>")
@operation(Operation("GetCustomer", CustomerAnswer))
def get_customer(customer_id: str) -> Response:
    """Read a customer."""
    read_expand(())
    return jsonify(present_customer(find_customer(caller().organization_id, customer_id)))


@blueprint.put("/customers/<customer_id>")
@operation(Operation("PutCustomer", CustomerAnswer, CustomerBody))
def put_customer_as(customer_id: str) -> ResponseReturnValue:
    """Create or replace a customer under an id of yours.

    Answers 201 when the customer is new. What the body leaves out is emptied.
    """
    customer, is_new = put_customer(caller().organization_id, _read_command(customer_id))
    answer = jsonify(present_customer(customer))
    if not is_new:
        return answer
    return answer, 201, {"Location": resource_url("customers", customer_id)}


def _read_command(customer_id: str) -> PutCustomer:
    wrong = [] if is_id(customer_id) else [WRONG_ID]
    try:
        command = read_body(CustomerBody).to_command(customer_id)
    except InvalidFields as error:
        raise InvalidFields([*wrong, *error.fields]) from None
    if wrong:
        raise InvalidFields(wrong)
    return command
