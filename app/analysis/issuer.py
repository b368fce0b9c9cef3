"""Which country issued a paper, from what is printed on it: only where that is certain."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from app.analysis.fields.labels import plain
from app.domain.documents import DocumentSubtype
from app.domain.evidence import FieldReading, Source

#: Names that a state calls itself by, words for a paper that only one state uses, and its offices,
#: in plain letters, by ISO 3166 alpha-3. Short names of countries are not here: they are printed as
#: places of birth too. Neither are words that several states share, such as Führerschein.
_WORDS: Final = {
    "AUT": "republik osterreich|osterreichischer reisepass",
    "BEL": "royaume de belgique|koninkrijk belgie|konigreich belgien|kingdom of belgium",
    "BGR": "republic of bulgaria",
    "BRA": "republica federativa do brasil|carteira nacional de habilitacao",
    "CAN": "government of canada|gouvernement du canada|passport canada",
    "CHE": "schweizerische eidgenossenschaft|confederation suisse|confederazione svizzera",
    "CZE": "ceska republika|czech republic|obcansky prukaz|ridicsky prukaz",
    "DEU": "bundesrepublik deutschland|personalausweis|federal republic of germany",
    "DNK": "kongeriget danmark|korekort|sundhedskort",
    "ESP": "reino de espana|direccion general de trafico|kingdom of spain",
    "EST": "eesti vabariik|republic of estonia|isikutunnistus",
    "FIN": "suomi finland|ajokortti|henkilokortti|republic of finland",
    "FRA": "republique francaise|carte nationale d identite|carte vitale|french republic",
    "GBR": """united kingdom of great britain|dvla|british passport|dvla swansea
        |united kingdom of great britain and northern ireland""",
    "GRC": "hellenic republic|elliniki dimokratia",
    "HRV": "republika hrvatska|republic of croatia|vozacka dozvola|osobna iskaznica",
    "HUN": "magyarorszag|vezetoi engedely|szemelyazonosito igazolvany",
    "IRL": "eire ireland|national driver licence service|ireland eire",
    "ITA": "repubblica italiana|carta di identita elettronica|italian republic",
    "LTU": "lietuvos respublika|republic of lithuania|asmens tapatybes kortele",
    "LUX": "grand duche de luxembourg|grossherzogtum luxemburg",
    "LVA": "latvijas republika|republic of latvia|personas aplieciba",
    "MEX": "estados unidos mexicanos|instituto nacional electoral",
    "NLD": "koninkrijk der nederlanden|kingdom of the netherlands|nederlandse identiteitskaart",
    "NOR": "kongeriket norge|forerkort|kingdom of norway",
    "POL": """rzeczpospolita polska|dowod osobisty|prawo jazdy|republic of poland""",
    "PRT": "republica portuguesa|cartao de cidadao|carta de conducao|portuguese republic",
    "ROU": "romania roumanie|permis de conducere|carte de identitate",
    "SVK": "slovenska republika|slovak republic|vodicsky preukaz|obciansky preukaz",
    "SVN": "republika slovenija|republic of slovenia|voznisko dovoljenje|osebna izkaznica",
    "SWE": "konungariket sverige|kingdom of sweden|nationellt identitetskort",
    "UKR": "ukraina ukraine",
    "USA": "united states of america|department of motor vehicles|aamva|real id",
    "UTO": "republic of utopia|utopia passport|utopia identity card|utopia registry",
}
#: A driving licence headed by a state of the United States is theirs; other countries write both
#: words otherwise or the name elsewhere.
_US_LICENCES: Final = ("driver license", "drivers license", "driver s license")
_US_STATES: Final = """alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware
    |florida|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland
    |massachusetts|michigan
    |minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico
    |new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island
    |south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia
    |wisconsin|wyoming"""

_KEY: Final = "issuanceCountry"
#: No label stands beside it, so it is a little less sure than a field that has one.
_CONFIDENCE: Final = 0.9


def with_issuer(
    fields: Mapping[str, FieldReading], subtype: DocumentSubtype | None, texts: Iterable[str]
) -> Mapping[str, FieldReading]:
    """Return the fields with the country that issued the paper, if that can be told.

    A zone or a label that named it stands. Else it is the one country whose official name, office
    or word for this paper is printed, or for a passport the holder's nationality: passports are
    issued to nationals, while cards and licences are not.
    """
    if _KEY in fields:
        return fields
    found = countries_named(texts)
    nationality = fields.get("nationality")
    if len(found) == 1:
        ((code, text),) = found.items()
        return {**fields, _KEY: FieldReading(code, text, Source.PRINTED, _CONFIDENCE)}
    if found or subtype is not DocumentSubtype.PASSPORT or nationality is None:
        return fields
    return {**fields, _KEY: nationality}


def countries_named(texts: Iterable[str]) -> dict[str, str]:
    """Return the countries that lines of text surely name as issuer, and the line that does."""
    found: dict[str, str] = {}
    lines = list(texts)
    for text in lines:
        line = f" {plain(text)} "
        bare = line.replace(" ", "")
        for code, words in _names().items():
            if any(
                f" {word} " in line or (len(word) > 12 and _bare(word) in bare) for word in words
            ):
                found.setdefault(code, text)
    state = next((text for text in lines if plain(text) in _us_states()), None)
    licences = [text for text in lines if any(word in plain(text) for word in _US_LICENCES)]
    if licences and (state or any(_begins_with_state(text) for text in licences)):
        found.setdefault("USA", state or licences[0])
    return found


def _begins_with_state(text: str) -> bool:
    line = plain(text)
    return any(line.startswith(f"{state} ") for state in _us_states())


@cache
def _us_states() -> frozenset[str]:
    return frozenset(plain(state) for state in _US_STATES.split("|"))


@cache
def _names() -> dict[str, tuple[str, ...]]:
    return {code: tuple(plain(word) for word in text.split("|")) for code, text in _WORDS.items()}


def _bare(word: str) -> str:
    return word.replace(" ", "")
