"""Links by which staff sign in at the review desk."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.reading import read_body
from app.api.bodies.staff_link import StaffLinkBody
from app.api.contract.staff_link import StaffLink as StaffLinkAnswer
from app.domain.errors import InvalidField, InvalidFields, NotPermitted
from app.domain.staff import LINK_LIFE, REVIEWER_PERMISSIONS
from app.domain.wire_times import wire_time
from app.extensions import now
from app.services.staff_links import make_staff_link

_TOO_LITTLE = "must hold GetKycDocumentCollection, GetKycDocument and one of the review operations"


@blueprint.post("/staff-links")
@operation(Operation("PostStaffLink", StaffLinkAnswer, StaffLinkBody))
def post_staff_link() -> ResponseReturnValue:
    """Make a link by which a person signs in at the review desk.

    It works once, within 15 minutes, and gives no permission that you lack yourself.
    """
    who, body = caller(), read_body(StaffLinkBody)
    wanted = tuple(REVIEWER_PERMISSIONS if body.permissions is None else body.permissions)
    lacking = sorted(name for name in set(wanted) if not who.has(name))
    if lacking:
        message = f"holds what you may not do yourself: {', '.join(lacking)}"
        raise InvalidFields([InvalidField("permissions", message)])
    try:
        url = make_staff_link(
            who.organization_id, body.reviewer, permissions=wanted, actor=who.actor
        )
    except NotPermitted:
        raise InvalidFields([InvalidField("permissions", _TOO_LITTLE)]) from None
    except ValueError as error:
        raise InvalidFields([InvalidField("reviewer", str(error))]) from error
    return jsonify({"url": url, "expirationTime": wire_time(now() + LINK_LIFE)})
