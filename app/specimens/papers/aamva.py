"""The barcode of a drawn licence: its text after the AAMVA design standard, and its picture."""

from typing import Literal

import numpy as np
import zxingcpp
from PIL import Image

from app.specimens.people import Person

#: No issuer has this number; AAMVA assigns those that begin with 636 and 604.
_ISSUER = "999999"
_SEXES = {"M": "1", "F": "2", "X": "9"}

Kind = Literal["DL", "ID"]


def aamva_text(person: Person, *, kind: Kind = "DL") -> str:
    """Return the text of version 10 (2020): a header, one subfile, elements of three letters.

    Offset and length in the header count bytes of ISO 8859-1, which the barcode is encoded in.
    """
    first, _, middle = person.first_name.upper().partition(" ")
    home = person.address
    elements = {
        "DAQ": person.document_number,
        "DCS": person.last_name.upper(),
        "DDE": "N",
        "DAC": first,
        "DDF": "N",
        "DAD": middle or "NONE",
        "DDG": "N",
        "DCA": "D" if kind == "DL" else "NONE",
        "DCB": "NONE",
        "DCD": "NONE",
        "DBD": f"{person.issue_date:%m%d%Y}",
        "DBB": f"{person.birth_date:%m%d%Y}",
        "DBA": f"{person.expiry_date:%m%d%Y}",
        "DBC": _SEXES[person.sex],
        "DAU": "067 in",
        "DAY": "BRO",
        "DAG": home.line1.upper(),
        "DAI": home.city.upper(),
        "DAJ": region_code(person),
        "DAK": _filled(postal_code(person)),
        "DCF": f"SPECIMEN{person.document_number}",
        "DCG": "UTO",
    }
    subfile = kind + "\n".join(f"{name}{value}" for name, value in elements.items()) + "\n\r"
    header = f"@\n\x1e\rANSI {_ISSUER}100001"
    entry = f"{kind}{len(header) + 10:04d}{len(subfile):04d}"
    return header + entry + subfile


def _filled(code: str) -> str:
    """Return a postal code in nine places: a ZIP of five digits filled with zeros."""
    return f"{code}0000" if code.isdigit() and len(code) == 5 else code.ljust(9)


def postal_code(person: Person) -> str:
    """Return the postal code of a person as barcodes hold it: letters and digits alone."""
    return "".join(sign for sign in person.address.postal_code if sign.isalnum())


def region_code(person: Person) -> str:
    """Return two letters for a region of Utopia: Northshore is NS."""
    region = person.address.region.upper() or "UTOPIA"
    return {"NORTHSHORE": "NS", "WESTMARK": "WM", "SOUTHFOLD": "SF", "EASTMERE": "EM"}.get(
        region, region[:2]
    )


def draw_pdf417(text: str, *, scale: int = 3) -> Image.Image:
    """Return a PDF417 as a grey picture with quiet zones, `scale` pixels for each of its modules.

    Raises ValueError for a text that does not fit.
    """
    code = zxingcpp.create_barcode(text, zxingcpp.PDF417, ec_level="30%")
    return Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=scale)))
