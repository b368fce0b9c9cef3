"""The shop's pages: choose what to ask for, come back, and watch what arrives."""

import json
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.adapters.merchant_api import MerchantApiError
from app.demo import blueprint, papers
from app.demo.orders import ask_for_documents, read_outcome
from app.domain.documents import GATHERED_TYPES, DocumentType
from app.services import demo_orders

LABELS = {
    DocumentType.IDENTITY_PROOF: "Identity (passport, identity card …)",
    DocumentType.ADDRESS_PROOF: "Address (bill, bank statement …)",
    DocumentType.FUNDS_PROOF: "Source of funds",
    DocumentType.PURCHASE_PROOF: "Payment card or wallet",
}

INFO = {
    "success": "All documents were accepted.",
    "partial": "Some documents were accepted, others were not or were skipped.",
    "manual": "Documents were sent; a person has to look at them.",
    "back": "The customer came back without sending anything.",
    "token_expired": "The link's time was over.",
}


def _at_least_one(_form: FlaskForm, field: SelectMultipleField) -> None:
    # WTForms' own check would mark every box as required, and browsers would insist on all of them.
    if not field.data:
        raise ValidationError("Choose at least one document")


class OrderForm(FlaskForm):  # type: ignore[misc]
    """Whom to ask about, and for what; the preset person is the one the specimen papers show."""

    first_name = StringField(
        "First name", [DataRequired("Enter a first name"), Length(max=100)], default="Anna Maria"
    )
    last_name = StringField(
        "Last name", [DataRequired("Enter a last name"), Length(max=100)], default="Martinez Lopez"
    )
    date_of_birth = DateField(
        "Date of birth", [Optional()], default=papers.SAMPLE_PERSON.birth_date
    )
    address = StringField("Address", [Length(max=200)], default="12 Harbour Road")
    city = StringField("City", [Length(max=100)], default="Zenith")
    postal_code = StringField("Postal code", [Length(max=20)], default="10245")
    documents = SelectMultipleField(
        "Documents to ask for",
        [_at_least_one],
        choices=[(item.value, LABELS[item]) for item in GATHERED_TYPES],
        default=[DocumentType.IDENTITY_PROOF.value, DocumentType.ADDRESS_PROOF.value],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    selfie = BooleanField("Ask for a selfie with the identity document", default="checked")
    match_level = RadioField(
        "How strictly to match",
        choices=[("1", "1, moderate"), ("2", "2, strict"), ("3", "3, basic")],
        default="2",
    )

    def person(self) -> dict[str, Any]:
        """Return the customer in the API's shape; empty fields are left out."""
        fields = {
            "firstName": self.first_name.data,
            "lastName": self.last_name.data,
            "address": self.address.data,
            "city": self.city.data,
            "postalCode": self.postal_code.data,
            "dob": self.date_of_birth.data.isoformat() if self.date_of_birth.data else None,
        }
        return {name: value for name, value in fields.items() if value}

    def asked(self) -> list[dict[str, Any]]:
        """Return the requested documents in the API's shape."""
        return [
            {
                "type": item,
                "faceProofRequired": bool(self.selfie.data)
                and item == DocumentType.IDENTITY_PROOF.value,
            }
            for item in self.documents.data
        ]


@blueprint.route("", methods=["GET", "POST"])
def show_shop() -> ResponseReturnValue:
    """Show the shop, and on *Verify my identity* send the shopper to the gatherer."""
    form = OrderForm()
    if not form.validate_on_submit():
        return render_template("demo/shop.html", form=form), 422 if form.errors else 200
    order_id = demo_orders.place_order(form.person())
    try:
        gatherer = ask_for_documents(
            order_id, form.person(), form.asked(), int(form.match_level.data)
        )
    except MerchantApiError as error:
        return render_template("demo/refused.html", call=error.call), 502
    return redirect(gatherer, 303)


@blueprint.get("/orders/<order_id>")
def show_order(order_id: str) -> ResponseReturnValue:
    """Show where the shopper comes back to: the `info`, the outcome, the calls, the webhooks."""
    order = demo_orders.find_order(order_id)
    info = request.args.get("info")
    return render_template(
        "demo/order.html", order=order, info=info, meaning=INFO.get(info or ""), **_live(order)
    )


@blueprint.get("/orders/<order_id>/live")
def show_live(order_id: str) -> ResponseReturnValue:
    """Return the part of the order's page that changes while documents are checked."""
    return render_template("demo/live.html", **_live(demo_orders.find_order(order_id)))


@blueprint.get("/return")
def show_return() -> ResponseReturnValue:
    """Show the `info` of a request that was not made by the shop, such as the sample link's."""
    info = request.args.get("info")
    return render_template("demo/return.html", info=info, meaning=INFO.get(info or ""))


def pretty_json(value: object) -> str:
    """Return `value` as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _live(order: Any) -> dict[str, Any]:
    if order.kyc_request_id is None:
        return {"outcome": None, "deliveries": []}
    return {
        "outcome": read_outcome(order.kyc_request_id),
        "deliveries": [
            {"row": row, "body": json.loads(row.body)}
            for row in demo_orders.deliveries_for(order.kyc_request_id)
        ],
    }
