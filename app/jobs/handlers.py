"""Which service does which job. A handler gets the id of a row and the token to claim it with."""

from collections.abc import Callable, Mapping

from app.domain.jobs import JobName
from app.services.analyse_document import analyse_document
from app.services.liveness_measuring import measure_liveness
from app.services.webhook_deliveries import deliver

Handler = Callable[[str, str], None]

HANDLERS: Mapping[JobName, Handler] = {
    JobName.ANALYSE_DOCUMENT: analyse_document,
    JobName.DELIVER_WEBHOOK: deliver,
    JobName.MEASURE_LIVENESS: measure_liveness,
}
