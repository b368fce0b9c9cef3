"""States and provinces by name and by code, so that "NY", "US-NY" and "New York" are one place.

Codes are those of ISO 3166-2 without the country. Only federations whose minimum ages differ by
state are listed, and Canada's French names; a region elsewhere is compared by its plain letters.
"""

import re
import unicodedata
from typing import Final

_UNITED_STATES: Final = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
|DC District of Columbia|DC Washington DC|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois
|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts
|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada
|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NY New York State|NC North Carolina
|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina
|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
|WA Washington State|WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam
|MP Northern Mariana Islands|PR Puerto Rico|VI Virgin Islands|VI US Virgin Islands
"""
_CANADA: Final = """
AB Alberta|BC British Columbia|BC Colombie Britannique|MB Manitoba|NB New Brunswick
|NB Nouveau Brunswick|NL Newfoundland and Labrador|NL Terre Neuve et Labrador|NL Newfoundland
|NS Nova Scotia|NS Nouvelle Ecosse|NT Northwest Territories|NT Territoires du Nord Ouest
|NU Nunavut|ON Ontario|PE Prince Edward Island|PE Ile du Prince Edouard|PE PEI|QC Quebec
|SK Saskatchewan|YT Yukon|YT Yukon Territory
"""
_AUSTRALIA: Final = """
ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland
|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia
"""


def _plain(text: str) -> str:
    """Return the letters and digits of a text in small letters, without accents and signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]", "", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def _codes(table: str) -> dict[str, str]:
    pairs = (entry.split(maxsplit=1) for entry in " ".join(table.split()).split("|"))
    return {_plain(name): code.casefold() for code, name in pairs}


_CODES: Final = {
    "US": _codes(_UNITED_STATES),
    "CA": _codes(_CANADA),
    "AU": _codes(_AUSTRALIA),
}


def region_key(country: str, region: str) -> str:
    """Return what all ways to write one region of a country (ISO 3166 alpha-2) have in common.

    A name becomes its code where the country's regions are known; empty for an empty region.
    """
    place = country.strip().upper()
    bare = re.sub(rf"^{re.escape(place)}\s*[-–]\s*", "", region.strip(), flags=re.IGNORECASE)
    plain = _plain(bare)
    return _CODES.get(place, {}).get(plain, plain)
