"""Tests of telling every kind of paper by what real papers of many languages say."""

import pytest

from app.analysis.cards import card_number, categories, is_numbered_licence
from app.analysis.classify import recognise
from app.domain.documents import GATHERED_TYPES, SUBTYPES, DocumentSubtype, DocumentType

_S = DocumentSubtype
IDENTITY, ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF
FUNDS, PURCHASE = DocumentType.FUNDS_PROOF, DocumentType.PURCHASE_PROOF

CARDS = {
    _S.PASSPORT: [("ÖSTERREICH", "REISEPASS"), ("REPUBLIQUE FRANCAISE", "PASSEPORT")],
    _S.ID_CARD: [("DOWÓD OSOBISTY", "NAZWISKO"), ("CARTA DI IDENTITÀ", "COMUNE DI ROMA")],
    _S.DRIVER_LICENSE: [("RIJBEWIJS", "1. JANSEN"), ("CARTA DE CONDUÇÃO", "1. SILVA")],
    _S.PUBLIC_HEALTH_CARD: [
        ("EUROPESE ZIEKTEVERZEKERINGSKAART", "Zorgverzekeraar"),
        ("CARTÃO DE UTENTE", "Serviço Nacional de Saúde"),
        ("AOK", "Gesundheitskarte", "Versicherung 1042"),
    ],
    _S.PROOF_OF_AGE_CARD: [("PROOF OF AGE CARD", "DOB 01/02/2003"), ("ALTERSNACHWEIS", "ab 18")],
    _S.FIREARMS_LICENSE: [
        ("LICENZA DI PORTO D'ARMI", "QUESTURA"),
        ("POZWOLENIE NA BROŃ", "Komendant"),
        ("Europäischer Feuerwaffenpass", "Waffenbehörde"),
    ],
    _S.COPY_CREDIT_CARD: [
        ("VISA", "4111 1111 1111 1111", "VALID THRU 09/29", "A BERG"),
        ("mastercard", "5555555555554444", "EXPIRE FIN 09/29", "A BERG"),
    ],
}
LETTERS = {
    _S.BIRTH_CERTIFICATE: [
        ("CERTIFICATE OF LIVE BIRTH", "Mother's maiden name"),
        ("Assento de Nascimento", "Conservatória do Registo Civil"),
        ("AKT URODZENIA", "odpis skrócony"),
    ],
    _S.MARRIAGE_CERTIFICATE: [
        ("Certificate of Marriage", "Bride", "Groom"),
        ("Atto di matrimonio", "Stato civile"),
        ("Odpis aktu małżeństwa", "Urząd Stanu Cywilnego"),
    ],
    _S.UTILITY_BILL: [
        ("Your gas bill", "Account number", "MPRN"),
        ("Energierechnung", "Zählernummer", "Abschlag"),
        ("Factuur energie", "Meterstand"),
    ],
    _S.BANK_STATEMENT: [
        ("Checking account statement", "Beginning balance", "Ending balance"),
        ("Rekeningafschrift", "Nieuw saldo"),
        ("Extrato bancário", "Saldo final"),
    ],
    _S.CREDIT_CARD_STATEMENT: [
        ("Estratto conto carta di credito", "Fido della carta"),
        ("Wyciąg z karty kredytowej", "Kwota minimalna"),
        ("Your card statement", "Minimum payment due", "Available credit"),
    ],
    _S.TAX_RETURN: [
        ("Council Tax Demand Notice", "Valuation band"),
        ("Zeznanie podatkowe PIT-37", "Urząd Skarbowy"),
        ("Demonstração de liquidação de IRS", "Autoridade Tributária"),
    ],
    _S.RENTAL_RECEIPT: [
        ("Ricevuta canone di locazione", "Ho ricevuto da"),
        ("Huurkwitantie", "Ontvangen van"),
        ("Recibo de renda", "Senhorio", "Inquilino"),
    ],
    _S.LEASE_AGREEMENT: [
        ("Contratto di locazione ad uso abitativo", "Conduttore"),
        ("Umowa najmu lokalu mieszkalnego", "Kaucja"),
        ("Huurovereenkomst woonruimte", "Waarborgsom"),
    ],
    _S.INSURANCE_LETTER: [
        ("Polisblad", "Verzekeringnemer", "Eigen risico"),
        ("Polisa ubezpieczeniowa", "Składka"),
        ("Apólice de seguro", "Tomador do seguro"),
    ],
    _S.SALARY_SLIP: [
        ("Recibo de vencimento", "Subsídio de alimentação"),
        ("Pasek wynagrodzenia", "Do wypłaty"),
        ("Pay stub", "Gross pay", "Year to date"),
    ],
    _S.INCOME_STATEMENT: [
        ("Zaświadczenie o zarobkach", "Średnie wynagrodzenie"),
        ("Werkgeversverklaring", "Bruto jaarsalaris"),
        ("Certificazione Unica 2026", "Redditi di lavoro dipendente"),
    ],
    _S.DEBTORS_LETTER: [
        ("Sollecito di pagamento", "Interessi di mora"),
        ("Ostateczne wezwanie do zapłaty", "Wierzyciel"),
        ("LETTER BEFORE ACTION", "County court judgment"),
    ],
    _S.PUBLIC_SERVICE: [
        ("Atestado de residência", "Junta de Freguesia"),
        ("Meldebestätigung", "Meldebehörde"),
        ("Your Universal Credit award notice", "Housing benefit", "Jobcentre"),
    ],
    _S.INHERITANCE_DOCUMENTATION: [
        ("Verklaring van erfrecht", "Nalatenschap", "Notaris"),
        ("Dichiarazione di successione", "Eredi"),
        ("Akt poświadczenia dziedziczenia", "Spadkodawca"),
    ],
    _S.SALE_OF_ASSETS: [
        ("Bill of sale", "Seller", "Buyer"),
        ("Akte: leveringsakte", "Verkoper", "Koper", "Koopprijs"),
        ("Umowa sprzedaży", "Kupujący"),
    ],
    _S.EWALLET_TRANSACTION_STATEMENT: [
        ("Skrill", "Transaction history", "Sent to"),
        ("PayPal", "Cronologia delle transazioni", "Inviato a"),
        ("Neteller wallet", "Historia transakcji", "Wypłata"),
    ],
    _S.EWALLET_HOLDER_DETAILS: [
        ("PayPal", "Account settings", "Linked cards"),
        ("Skrill Digital Wallet", "Mijn profiel", "Geverifieerd"),
        ("MuchBetter", "Il mio profilo", "Account ID"),
    ],
}


def asked_of(subtype: DocumentSubtype) -> DocumentType:
    return next(kind for kind in GATHERED_TYPES if subtype in SUBTYPES[kind])


def test_every_kind_is_tried_here_or_beside() -> None:
    wanted = {subtype for kind in GATHERED_TYPES for subtype in SUBTYPES[kind]}
    assert CARDS.keys() | LETTERS.keys() == wanted - {_S.OTHER, _S.REVERSE_OF_ID}


@pytest.mark.parametrize(
    ("subtype", "texts"), [(key, texts) for key, all_ in CARDS.items() for texts in all_]
)
def test_cards_are_told_by_their_words(subtype: DocumentSubtype, texts: tuple[str, ...]) -> None:
    found = recognise(asked_of(subtype), None, texts, has_portrait=subtype in SUBTYPES[IDENTITY])
    assert found.subtype is subtype


@pytest.mark.parametrize(
    ("subtype", "texts"), [(key, texts) for key, all_ in LETTERS.items() for texts in all_]
)
def test_letters_are_told_by_their_words(subtype: DocumentSubtype, texts: tuple[str, ...]) -> None:
    assert recognise(asked_of(subtype), None, texts, has_portrait=False).subtype is subtype


@pytest.mark.parametrize(
    "text",
    ["BANKSTATEMENT", "Bank Staternent", "relevedecompte", "KONTOAUSZUG Nr. 3 vom 02.11.2026"],
)
def test_headings_are_found_though_spaces_or_a_letter_are_lost(text: str) -> None:
    assert recognise(ADDRESS, None, [text], has_portrait=False).subtype is _S.BANK_STATEMENT


@pytest.mark.parametrize(
    "text",
    [
        "Send us a copy of your bank statement or electricity bill, or of your passport",
        "We take payslips, tax returns and tenancy agreements as proof of where you live",
        "Dear Sir or Madam",
        "Transaction history",
        "",
    ],
)
def test_what_is_only_mentioned_names_no_paper(text: str) -> None:
    assert recognise(ADDRESS, None, [text], has_portrait=False).subtype is None


def test_longer_title_wins_over_the_one_inside_it() -> None:
    texts = ["Estratto conto carta", "Spese del mese"]
    found = recognise(PURCHASE, None, texts, has_portrait=False)
    assert found.subtype is _S.CREDIT_CARD_STATEMENT


def test_two_headings_of_equal_worth_leave_it_open() -> None:
    texts = ["Kontoauszug", "Gehaltsabrechnung"]
    assert recognise(FUNDS, None, texts, has_portrait=False).subtype is None


def test_a_heading_alone_leaves_a_doubt_and_more_words_do_not() -> None:
    heading = recognise(FUNDS, None, ["Kontoauszug"], has_portrait=False)
    more = recognise(FUNDS, None, ["Kontoauszug", "Neuer Saldo"], has_portrait=False)
    assert (heading.subtype, heading.is_certain) == (_S.BANK_STATEMENT, False)
    assert (more.subtype, more.is_certain) == (_S.BANK_STATEMENT, True)


def test_card_is_not_outvoted_by_its_small_print() -> None:
    texts = ["PERSONALAUSWEIS", "Bank", "Konto", "IBAN", "Saldo", "Kontostand", "Gutschrift"]
    assert recognise(IDENTITY, None, texts, has_portrait=True).subtype is _S.ID_CARD


def test_identity_paper_in_place_of_a_bill_is_told() -> None:
    texts = ["RIJBEWIJS", "1. JANSEN", "2. PIET"]
    assert recognise(ADDRESS, None, texts, has_portrait=True).subtype is _S.DRIVER_LICENSE


def test_numbered_fields_are_a_licences_in_any_language() -> None:
    front = ["1. KOVÁCS", "2. ANNA", "3. 01.02.1990 PÉCS", "4a. 03.04.2020", "4b. 03.04.2030"]
    assert is_numbered_licence(front)
    assert not is_numbered_licence(["1. Rent", "2. Deposit", "3. Repairs", "4. Notice", "5. Law"])
    assert recognise(IDENTITY, None, front, has_portrait=True).subtype is _S.DRIVER_LICENSE


def test_table_of_categories_is_the_back_of_a_licence() -> None:
    assert categories(["9.", "AM", "A1", "A2 01.01.20", "A", "B1", "B 01.01.20 01.01.30"])
    assert not categories(["A", "B", "C", "A loaf of bread", "Total"])


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("4111 1111 1111 1111", "4111111111111111"),
        ("Card 5555-5555-5555-4444", "5555555555554444"),
        ("4111 1111 1111 1112", None),
        ("1111 1111 1111 1117", None),
        ("+44 20 7946 0018", None),
    ],
)
def test_card_numbers_agree_with_their_digit(line: str, number: str | None) -> None:
    assert card_number([line]) == number


def test_heading_beside_a_portrait_leaves_no_doubt() -> None:
    texts = ["IDENTITY CARD", "Surname BERG", "Given names ANNA"]
    assert recognise(ADDRESS, None, texts, has_portrait=True).is_certain
    assert not recognise(ADDRESS, None, texts[:1], has_portrait=False).is_certain
