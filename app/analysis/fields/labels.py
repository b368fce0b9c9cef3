"""The words beside which a field is printed, in the languages of most European papers."""

import re
import unicodedata
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

#: Labels of identity papers by field; `other` holds labels whose values we do not read, so that
#: they are not taken for values themselves.
_LABELS: Final = {
    "lastName": """surname|last name|family name|nom|nom de famille|familienname|nachname|apellidos
        |apellido|primer apellido|cognome|achternaam|naam|nazwisko|apelido|apelidos|sobrenome
        |efternavn|etternavn|efternamn|sukunimi|prijmeni|priezvisko|prezime|priimek|csaladi nev
        |nume|numele|nom surname|name surname nom|ln|perekonnanimi|uzvards|pavarde|soyadi
        |eponymo""",
    "firstName": """given names|given name|first name|first names|forenames|forename
        |christian names|prenom|prenoms|vorname|vornamen|nombre|nombres|nome|nomi|voornamen|voornaam
        |imie|imiona|imie imiona|nome proprio|nomes proprios|nomes|fornavn|fornavne|fornamn|etunimet
        |jmeno|meno|ime|keresztnev|utonev|prenume|prenumele|fn|eesnimi|eesnimed|vards|vardi|vardas
        |adi|onoma""",
    "dateOfBirth": """date of birth|birth date|birthdate|dob|born|date de naissance|ne le|nee le
        |ne e le|geburtsdatum|geburtstag|geboren am|fecha de nacimiento|fecha nacimiento
        |data di nascita|geboortedatum|data urodzenia|data de nascimento|fodselsdato|fodelsedatum
        |datum narozeni|datum narodenia|datum rodenja|datum rojstva|syntymaaika|data nasterii
        |szuletesi ido|sunniaeg|dzimsanas datums|gimimo data|dogum tarihi|rodne datum
        |date naissance""",
    "expirationDate": """date of expiry|expiry date|expiration date|date of expiration|expiry
        |expires|expires on|exp|exp date|valid until|valid to|valid thru|validity|date d expiration
        |date de fin de validite|valable jusqu au|valide jusqu au|expire le|gultig bis
        |ablaufdatum|fecha de caducidad|fecha caducidad|fecha de vencimiento|valido hasta|validez
        |data di scadenza|scadenza|geldig tot|vervaldatum|termin waznosci|data waznosci
        |data de validade|validade|valido ate|gyldig til|giltigt till|platnost do|voimassa
        |voimassa asti|viimeinen voimassaolopaiva|kehtiv kuni|deriga lidz|galioja iki
        |son gecerlilik tarihi|gecerlilik tarihi|vrijedi do|velja do|valabil pana la
        |ervenyes|ervenyessegi ido|vigencia|vence""",
    "issueDate": """date of issue|issue date|issued|issued on|iss|date de delivrance|delivre le
        |date d emission|ausstellungsdatum|ausgestellt am|datum der ausstellung
        |fecha de expedicion|fecha expedicion|fecha de emision|emision|data di rilascio
        |rilasciato il|datum van afgifte|datum afgifte|afgiftedatum|data wydania|data de emissao
        |udstedt|utfardad|datum vydani|datum vydania|datum izdavanja|date of issuance
        |date delivrance|valid from|valable du|gultig ab|valido desde|myontamispaiva|valjastatud
        |valjaandmise kuupaev|izdosanas datums|isdavimo data|verilis tarihi|datum izdaje
        |data eliberarii|kiallitas kelte|utstedt""",
    "documentNumber": """passport no|passport number|passeport no|no du passeport|n du passeport
        |numero du passeport|document no|document number|doc no|no du document|n du document
        |numero de document|numero du document|card no|card number|id no|id number
        |identity card no|identity card number|licence no|license no|licence number
        |license number|driver license no|dl no|dln|ausweisnummer|dokumentennummer
        |dokumentnummer|pass nr|pass no|reisepass nr|numero de documento|num documento
        |n de documento|numero documento|n documento|pasaporte n|pasaporte no|num soporte
        |passaporto n|numero carta|documentnummer|paspoortnummer|numer paszportu|numer dokumentu
        |nr dokumentu|seria i numer|n do documento|n documento de identificacao|passaporte n
        |passaporte no|cislo pasu|cislo dokladu|dl|dl no|lic no|permit no|licence number no|n permis
        |numero de permis|fuhrerscheinnummer|fuhrerschein nr|numero de licencia|licencia no
        |numero patente|patente n|rijbewijsnummer|numer prawa jazdy|numero da carta
        |identity no|id card no|id card number|dokumendi number|dokumenta numurs|dokumento numeris
        |dokumento nr|broj dokumenta|stevilka dokumenta|seri no|belge no|okmanyszam
        |korttinumero|kortnummer|dokumentnr|passin numero""",
    "nationality": """nationality|nationalite|citizenship|staatsangehorigkeit|nacionalidad
        |cittadinanza|nationaliteit|obywatelstwo|nacionalidade|statsborgerskab|medborgarskap
        |statni obcanstvi|cetatenie|kodakondsus|pilsoniba|pilietybe|uyrugu|drzavljanstvo
        |allampolgarsag|kansalaisuus""",
    "sex": """sex|sexe|geschlecht|sexo|sesso|geslacht|plec|gender|kon|pohlavi|kjonn|sukupuoli|sugu
        |dzimums|lytis|cinsiyeti|spol|nem""",
    "other": """type|code|country code|code du pays|place of birth|lieu de naissance|geburtsort
        |lugar de nacimiento|luogo di nascita|geboorteplaats|miejsce urodzenia|local de nascimento
        |authority|autorite|issuing authority|ausstellende behorde|behorde|autoridad|autorita
        |autoriteit|organ wydajacy|signature|signature of bearer|holder s signature|unterschrift
        |firma|handtekening|podpis|assinatura|signature du titulaire|address|adresse|anschrift
        |domicilio|indirizzo|adres|morada|height|taille|grosse|estatura|statura|lengte|eyes
        |colour of eyes|augenfarbe|couleur des yeux|passport|passeport|reisepass|pasaporte|paspoort
        |identity card|carte d identite|personalausweis|observations|remarks|profession|region
        |personal no|personal number|numer pesel|ordensname|name at birth|nom prenom|surname name
        |nazwisko imie|specimen|nom d usage|nom d epouse|nom de naissance|class|restrictions
        |endorsements|height|weight|hair|eyes|categories|veteran|donor|father s name|name of father
        |nom du pere|name of mother|nombre del padre""",
}

#: A word that some papers print beside a surname for all names, and others for a surname.
_ANY_NAME: Final = "name"

#: Short labels must agree to the letter; a long one may hold a misread letter or two.
_LEAST_LIKENESS: Final = 87.0
_LONG: Final = 6

_FIELD_OF: Final = {
    re.sub(r"\s+", " ", label).strip(): field
    for field, labels in _LABELS.items()
    for label in labels.split("|")
}
_LONG_LABELS: Final = [label for label in _FIELD_OF if len(label) >= _LONG]


def plain(text: str) -> str:
    """Return text in lower-case ASCII letters and digits, its words one space apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


@cache
def fields_labelled(text: str) -> frozenset[str]:
    """Return the fields that a line is the label of: usually none or one, two in "Surname, name".

    A label may be printed in several languages ("Surname / Nom"), may be numbered ("1. Surname"),
    and may have its value behind a colon, which is not looked at here.
    """
    head, _, _ = text.partition(":")
    found: set[str] = set()
    for label in re.split(r"[,;]|\. (?=\D)", re.sub(r"^\W*\d{1,2}[a-d]?\W+", "", head)):
        parts = (_field_of(plain(part)) for part in re.split(r"[/·•|()]", label))
        translations = {field for field in parts if field}
        found |= translations - {_ANY_NAME} or translations
    return frozenset(found)


@cache
def _field_of(label: str) -> str | None:
    """Return the field of one label in plain letters, None if it is no label we know."""
    if label in ("name", "names"):
        return _ANY_NAME
    bare = re.sub(r"^\d{1,2}[a-d]? ", "", label)
    if bare in _FIELD_OF:
        return _FIELD_OF[bare]
    if len(bare) < _LONG:
        return None
    near = process.extractOne(bare, _LONG_LABELS, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return _FIELD_OF[near[0]] if near else None


#: What joins a label to more of itself: "Nome e cognome", "Name of father".
_JOINING: Final = frozenset(
    ("of", "de", "du", "des", "del", "della", "d", "e", "y", "et", "and", "und", "en", "i", "at")
)


def leading_label(text: str) -> tuple[str, str]:
    """Return the field whose label a line begins with, and its value behind it; ("", "") if none.

    "DOB 04/07/1988", "Surname / Nom LINDQVIST". The label must agree to the letter; a name behind
    it must be in capitals, since other words behind a label are usually more of the label.
    """
    words = re.sub(r"^\W*\d{1,2}[a-d]?[.:)]\s*", "", text).split()
    for count in range(min(len(words) - 1, 6), 0, -1):
        parts = {_FIELD_OF.get(plain(part)) for part in " ".join(words[:count]).split("/")}
        if len(parts) > 1 or None in parts:
            continue
        field, rest = next(iter(parts)) or "", words[count:]
        is_name = field in ("lastName", "firstName")
        if is_name and (" ".join(rest) != " ".join(rest).upper() or plain(rest[0]) in _JOINING):
            return "", ""
        return field, " ".join(rest)
    return "", ""
