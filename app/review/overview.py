"""The operator's home: how requests, verdicts and webhooks fare."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.errors import NotPermitted
from app.domain.staff import FIGURES
from app.domain.statuses import RequestStatus
from app.review import charts
from app.review.blueprint import blueprint, current_staff
from app.services.operator_figures import DAYS, read_figures


@blueprint.get("/overview")
def show_overview() -> ResponseReturnValue:
    """Show the figures; whoever may list requests and webhooks may see them."""
    staff = current_staff()
    if not staff.has(*FIGURES):
        raise NotPermitted
    figures = read_figures(staff.organization_id)
    return render_template(
        "review/overview.html",
        figures=figures,
        days=DAYS,
        groups=charts.GROUPS,
        statuses=list(RequestStatus),
        requests_chart=charts.requests_chart(figures.requests),
        verdicts_chart=charts.verdicts_chart(figures.verdicts),
    )
