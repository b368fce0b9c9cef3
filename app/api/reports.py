"""Reports over a period; by default this month, in UTC."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import BadRequest

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.contract.reports import AcceptanceReport, RejectionReport, RequestReport
from app.domain.wire_times import span_of
from app.extensions import now
from app.services.reports import Period, report_acceptance, report_rejections, report_requests

_SCHEMA: dict[str, Any] = {"type": "string", "format": "date-time"}
_QUERY: Mapping[str, tuple[dict[str, Any], str]] = {
    "periodStart": (_SCHEMA, "Time or day from which on; the first day of this month."),
    "periodEnd": (_SCHEMA, "Time or day up to which, inclusive; the last day of this month."),
}


@blueprint.get("/experimental/reports/kyc-acceptance-summary")
@operation(Operation("GetKycAcceptanceSummary", AcceptanceReport, query=_QUERY, query_refusal=400))
def get_acceptance_summary() -> Response:
    """Tell how documents were decided."""
    return jsonify(report_acceptance(caller().organization_id, _read_period()))


@blueprint.get("/experimental/reports/kyc-rejection-summary")
@operation(Operation("GetKycRejectionSummary", RejectionReport, query=_QUERY, query_refusal=400))
def get_rejection_summary() -> Response:
    """Tell why documents were rejected."""
    return jsonify(report_rejections(caller().organization_id, _read_period()))


@blueprint.get("/experimental/reports/kyc-request-summary")
@operation(Operation("GetKycRequestSummary", RequestReport, query=_QUERY, query_refusal=400))
def get_request_summary() -> Response:
    """Tell how KYC requests stand."""
    return jsonify(report_requests(caller().organization_id, _read_period()))


def _read_period() -> Period:
    """Return the period that is asked for; raises BadRequest."""
    first, beyond = _this_month()
    start, end = _read("periodStart"), _read("periodEnd")
    period = Period(start[0] if start else first, end[1] if end else beyond)
    if period.start >= period.end:
        raise BadRequest("periodStart must not be after periodEnd.")
    return period


def _this_month() -> tuple[datetime, datetime]:
    first = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)


def _read(name: str) -> tuple[datetime, datetime] | None:
    given = request.args.getlist(name)
    if not given:
        return None
    if len(given) > 1:
        raise BadRequest(f"{name} is given twice.")
    try:
        return span_of(given[0])
    except ValueError as error:
        raise BadRequest(f"{name}: {error}.") from error
