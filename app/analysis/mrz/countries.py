"""The three-letter codes that an issuer or a nationality may be in an MRZ.

ISO 3166-1 alpha-3 and the codes that Doc 9303-3 §5 adds: Germany's `D`, British classes of
nationality, the United Nations, organizations, stateless persons, and the specimen state UTO.
"""

from typing import Final

_ISO = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL
COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK
FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV
HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN
PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE
SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO
TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""
_ADDED = """
D EUE GBD GBN GBO GBP GBS IAO NTZ RKS ROM UNA UNK UNO UTO XAA XBA XCC XCE XCO XCT XDC XEC XES XIM
XMP XOM XPO XXA XXB XXC XXX ZAR SCG YUG CSK
"""

CODES: Final = frozenset(_ISO.split()) | frozenset(_ADDED.split())

#: Letters that the reader takes for one another; a code off by one such letter is mended.
_TWINS: Final = ("ODQ", "ILTJ", "UVY", "CG", "EF", "BRP", "MNHW", "SZ", "KX")


def mend_code(code: str) -> str:
    """Return the known code that `code` (three characters, `<` filled) was most likely printed as.

    A known code is left alone; so is one for which none or several known codes differ from it in
    a single look-alike letter: guessing between them would invent a country.
    """
    bare = code.rstrip("<")
    if bare in CODES:
        return code
    found = {twin for twin in _one_off(bare) if twin in CODES}
    return found.pop().ljust(len(code), "<") if len(found) == 1 else code


def iso_code(code: str) -> str:
    """Return an MRZ's country code without filler, as ISO 3166 alpha-3 where ISO has another."""
    bare = code.rstrip("<")
    return "DEU" if bare == "D" else bare


def _one_off(bare: str) -> list[str]:
    return [
        bare[:index] + other + bare[index + 1 :]
        for index, char in enumerate(bare)
        for group in _TWINS
        if char in group
        for other in group
        if other != char
    ]
