"""KYC settings: how an organization has its documents judged."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.kyc_settings import KycSettingsBody, read_own_settings
from app.api.contract.kyc_settings import KycSettings as KycSettingsAnswer
from app.domain.errors import InvalidField, InvalidFields
from app.domain.statuses import MatchLevel
from app.services.kyc_settings import find_kyc_settings, put_kyc_settings
from app.services.presenters import present_kyc_settings

_LEVELS = [str(int(level)) for level in sorted(MatchLevel)]

_QUERY: Mapping[str, tuple[dict[str, Any], str]] = {
    "matchLevel": (
        {"type": "integer", "enum": [int(level) for level in sorted(MatchLevel)], "default": 2},
        "The match level whose defaults stand in for what you have not set.",
    )
}


@blueprint.get("/kyc-settings")
@operation(Operation("GetKycSettings", KycSettingsAnswer, query=_QUERY))
def get_kyc_settings() -> Response:
    """Read the KYC settings.

    Every value is told as it holds at one match level; `ownValues` are those you have set.
    """
    level = _read_level()
    return jsonify(present_kyc_settings(find_kyc_settings(caller().organization_id), level))


@blueprint.put("/kyc-settings")
@operation(Operation("PutKycSettings", KycSettingsAnswer, KycSettingsBody))
def put_settings() -> Response:
    """Replace the KYC settings.

    A value that you set holds at every match level. What the body leaves out follows the match
    level of each request again. Documents judged before keep the settings they were judged by.
    """
    own = read_own_settings()
    kept = put_kyc_settings(caller().organization_id, own, actor=caller().actor)
    return jsonify(present_kyc_settings(kept, MatchLevel.STRICT))


def _read_level() -> int:
    given = request.args.getlist("matchLevel")
    if len(given) > 1:
        raise InvalidFields([InvalidField("matchLevel", "is given twice")])
    if given and given[0] not in _LEVELS:
        message = f"must be one of {', '.join(_LEVELS)}"
        raise InvalidFields([InvalidField("matchLevel", message)])
    return int(given[0]) if given else MatchLevel.STRICT
