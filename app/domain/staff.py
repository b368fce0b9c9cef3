"""Staff at the review desk: what they may do, and for how long they stay signed in."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.review import Reviewer, ReviewVerb

#: Signed out after so long without a page, and after so long in any case.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
#: A sign-in link works once, and at most for so long.
LINK_LIFE = timedelta(minutes=15)
#: A link that is over is kept for a day, to say so to whoever comes back.
LINKS_KEPT_FOR = timedelta(days=1)
#: A session that is over tells the name of who looked and decided in the history of a case. A year
#: of that is what auditors ask for (PCI DSS 4.0.1, 10.5.1); the audit trail itself stays.
SESSIONS_KEPT_FOR = timedelta(days=365)

EVERYTHING = "*"

#: What the desk asks for before it shows anything: to list documents and to read one.
READS = frozenset({"GetKycDocumentCollection", "GetKycDocument"})

#: The operation of the API that each verb is, and so the permission it needs.
PERMISSION_OF = {
    ReviewVerb.ACCEPT: "PostKycDocumentAcceptance",
    ReviewVerb.REJECT: "PostKycDocumentRejection",
    ReviewVerb.REVIEW: "PostKycDocumentReview",
    ReviewVerb.START: "PostKycDocumentStartReview",
    ReviewVerb.STOP: "PostKycDocumentStopReview",
    ReviewVerb.MATCHES: "PostKycDocumentMatches",
}

#: What the operator's figures are made of.
FIGURES = frozenset({"GetKycRequestCollection", "GetWebhookCollection"})

#: What a sign-in link gives where nothing else is said: the desk with all its verbs.
REVIEWER_PERMISSIONS = (*sorted(READS), *PERMISSION_OF.values())


@dataclass(frozen=True)
class Staff:
    """Somebody signed in at the desk of an organization."""

    organization_id: str
    organization_name: str
    reviewer: Reviewer
    permissions: frozenset[str]

    def may(self, verb: ReviewVerb) -> bool:
        """Tell whether they may do what a verb is."""
        return self.has(PERMISSION_OF[verb])

    def has(self, *wanted: str) -> bool:
        """Tell whether they have every permission of `wanted`."""
        return EVERYTHING in self.permissions or self.permissions.issuperset(wanted)


def can_review(permissions: frozenset[str]) -> bool:
    """Tell whether permissions open the desk: to read, and to do at least one of its verbs."""
    return EVERYTHING in permissions or (
        permissions >= READS and not permissions.isdisjoint(PERMISSION_OF.values())
    )
