"""Names of background jobs, so that neither services nor jobs need import the other."""

from enum import StrEnum


class JobName(StrEnum):
    """A unit of background work; its workflow id is *job : row : generation*."""

    ANALYSE_DOCUMENT = "analyse-document"
    DELIVER_WEBHOOK = "deliver-webhook"
    MEASURE_LIVENESS = "measure-liveness"


class QueueName(StrEnum):
    """The queues jobs wait in; `retries` is for deliveries to endpoints that failed last."""

    ANALYSIS = "analysis"
    DELIVERIES = "deliveries"
    RETRIES = "retries"


#: Where a job waits unless told otherwise.
QUEUE_OF = {
    JobName.ANALYSE_DOCUMENT: QueueName.ANALYSIS,
    JobName.DELIVER_WEBHOOK: QueueName.DELIVERIES,
    JobName.MEASURE_LIVENESS: QueueName.ANALYSIS,
}

#: Seconds a claim is good for, between heartbeats, and between sweeps: lease plus sweep stay under
#: the promise that another worker takes over within 60 s.
LEASE_SECONDS = 30
HEARTBEAT_SECONDS = 10
SWEEP_SECONDS = 15
DELIVERY_SWEEP_SECONDS = 2
