"""The organization's settings: how its pages look, and what its customers may do."""

import base64
import binascii

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.organization_settings import LogoBody, OrganizationSettingsBody
from app.api.bodies.reading import parse_body, read_body, read_json
from app.api.contract.organization_settings import OrganizationSettings, ReturnSecret
from app.domain.errors import InvalidField, InvalidFields, UnreadableFile
from app.services.organization_settings import (
    change_settings,
    find_settings,
    remove_logo,
    set_logo,
)
from app.services.presenters import present_organization_settings
from app.services.signed_returns import make_return_secret

#: A logo of 1 MB in base 64, with what stands around it.
_LOGO_BODY_BYTES = 1_450_000


@blueprint.get("/organization-settings")
@operation(Operation("GetOrganizationSettings", OrganizationSettings))
def get_organization_settings() -> Response:
    """Read the organization's settings."""
    return jsonify(present_organization_settings(find_settings(caller().organization_id)))


@blueprint.put("/organization-settings")
@operation(Operation("PutOrganizationSettings", OrganizationSettings, OrganizationSettingsBody))
def put_organization_settings() -> Response:
    """Replace the organization's settings.

    What the body leaves out has its default again; name and logo stay.
    """
    changes = read_body(OrganizationSettingsBody).to_changes()
    kept = change_settings(caller().organization_id, changes, actor=caller().actor)
    return jsonify(present_organization_settings(kept))


@blueprint.put("/organization-settings/logo")
@operation(Operation("PutOrganizationLogo", OrganizationSettings, LogoBody))
def put_organization_logo() -> Response:
    """Show a logo in place of our mark.

    It is decoded and made anew, at most 160 by 40 pixels of the page and 4 KB.
    """
    body = parse_body(LogoBody, read_json(_LOGO_BODY_BYTES))
    try:
        data = base64.b64decode(body.data, validate=True)
        kept = set_logo(caller().organization_id, data, actor=caller().actor)
    except (binascii.Error, ValueError) as error:
        raise InvalidFields([InvalidField("data", "is not base 64")]) from error
    except UnreadableFile as error:
        message = "is no PNG, JPEG or WebP of up to 1 MB that we can read"
        raise InvalidFields([InvalidField("data", message)]) from error
    return jsonify(present_organization_settings(kept))


@blueprint.delete("/organization-settings/logo")
@operation(Operation("DeleteOrganizationLogo", status=204))
def delete_organization_logo() -> ResponseReturnValue:
    """Show no logo any more."""
    remove_logo(caller().organization_id, actor=caller().actor)
    return "", 204


@blueprint.post("/organization-settings/return-secret")
@operation(Operation("PostReturnSecret", ReturnSecret))
def post_return_secret() -> Response:
    """Make a secret for the signed return.

    It is in this answer and in no other. The one before signs beside it for 24 hours.
    """
    secret = make_return_secret(caller().organization_id, actor=caller().actor)
    return jsonify(returnSecret=secret)
