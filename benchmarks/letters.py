"""Judge drawn letters for the person they were written to and for another (`make bench-letters`).

Each paper is read once, by the whole analysis, and judged twice at the strict level. Right is
`accepted` for the addressee, and anything but that for the other person.
"""

import argparse
from collections import Counter
from datetime import date, timedelta
from io import BytesIO

from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import ExpectedPerson
from app.domain.scoring import Judged, judge
from app.domain.scoring_settings import settings_for
from app.specimens import Person, draw_bill, draw_bill_pdf, draw_person, photograph

_TODAY = date(2026, 11, 23)
_ISSUED = _TODAY - timedelta(days=25)
_SUBTYPES = (
    DocumentSubtype.UTILITY_BILL,
    DocumentSubtype.BANK_STATEMENT,
    DocumentSubtype.CREDIT_CARD_STATEMENT,
)
_CONDITIONS = ("scan", "pdf", "good", "tilt", "noise")


def main() -> None:
    """Print one line a paper, then the counts."""
    parser = argparse.ArgumentParser(prog="make bench-letters", description=__doc__)
    parser.add_argument("--papers", type=int, default=20, help="how many letters (default 20)")
    parser.add_argument("--seed", type=int, default=500, help="of the first letter (default 500)")
    parser.add_argument("--quick", action="store_true", help="four letters, to see that it works")
    wanted = parser.parse_args()
    papers = 4 if wanted.quick else wanted.papers
    counts: Counter[tuple[str, str]] = Counter()
    for number in range(papers):
        seed = wanted.seed + number
        person = draw_person(seed, today=_TODAY)
        other = draw_person(seed + 5, today=_TODAY)
        subtype, condition = _SUBTYPES[number % 3], _CONDITIONS[number % 5]
        files = [SubmittedFile(FileTag.PAGES, _draw(person, subtype, condition, seed))]
        report = analyse(
            files, document_type=DocumentType.ADDRESS_PROOF, today=_TODAY, budget_seconds=900
        )
        told = []
        for who, customer in (("own", person), ("other", other)):
            verdict = judge(
                report,
                Judged(DocumentType.ADDRESS_PROOF, subtype),
                expected=_expected(customer),
                settings=settings_for(2),
                today=_TODAY,
            )
            counts[who, verdict.outcome.value] += 1
            failed = {check.name.value: check.reason for check in verdict.checks if check.failed}
            told.append(f"{who} {verdict.outcome.value} {failed if who == 'own' else ''}")
        print(seed, subtype.value, condition, *told, report.failures or "", flush=True)
    print(dict(counts))


def _draw(person: Person, subtype: DocumentSubtype, condition: str, seed: int) -> bytes:
    layout = "left" if seed % 2 else "window"
    if condition == "pdf":
        try:
            return draw_bill_pdf(person, issued=_ISSUED, subtype=subtype, layout=layout, seed=seed)[
                0
            ]
        except UnicodeEncodeError:
            condition = "scan"
    image = draw_bill(person, issued=_ISSUED, subtype=subtype, layout=layout, seed=seed).image
    if condition == "scan":
        out = BytesIO()
        image.save(out, "PNG")
        return out.getvalue()
    return photograph(image, seed, condition)  # type: ignore[arg-type]


def _expected(person: Person) -> ExpectedPerson:
    home = person.address
    return ExpectedPerson(
        first_name=person.first_name,
        last_name=person.last_name,
        date_of_birth=person.birth_date,
        address_lines=(home.line1,),
        city=home.city,
        region=home.region,
        postal_code=home.postal_code,
    )


if __name__ == "__main__":
    main()
