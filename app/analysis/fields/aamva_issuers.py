"""Who issues the licences and cards of North America, by the number in the barcode's header.

Issuer identification numbers as AAMVA assigns and publishes them; the region is the postal code of
the state, district, territory or province (ISO 3166-2 without the country).
"""

from typing import Final, NamedTuple


class Issuer(NamedTuple):
    """A country as ISO 3166 alpha-3, and one of its states or provinces as a postal code."""

    country: str
    region: str


_UNITED_STATES: Final = """
636033 AL 636059 AK 636026 AZ 636021 AR 636014 CA 636020 CO 636006 CT 636011 DE 636043 DC 636010 FL
636055 GA 636019 GU 636047 HI 636050 ID 636035 IL 636037 IN 636018 IA 636022 KS 636046 KY 636007 LA
636041 ME 636003 MD 636002 MA 636032 MI 636038 MN 636051 MS 636030 MO 636008 MT 636054 NE 636049 NV
636039 NH 636036 NJ 636009 NM 636001 NY 636004 NC 636034 ND 604430 MP 636023 OH 636058 OK 636029 OR
636025 PA 604431 PR 636052 RI 636005 SC 636042 SD 636053 TN 636015 TX 636040 UT 636024 VT 636062 VI
636000 VA 636045 WA 636061 WV 636031 WI 636060 WY 604427 AS
"""
_CANADA: Final = """
604432 AB 636028 BC 636048 MB 636017 NB 636016 NL 636013 NS 604433 NU 636012 ON 604426 PE 604428 QC
636044 SK 604434 NT 604429 YT
"""


def _issuers(table: str, country: str) -> dict[str, Issuer]:
    words = table.split()
    return {
        number: Issuer(country, region)
        for number, region in zip(words[::2], words[1::2], strict=True)
    }


ISSUERS: Final = {**_issuers(_UNITED_STATES, "USA"), **_issuers(_CANADA, "CAN")}
