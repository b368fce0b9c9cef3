"""Words that tell which paper it is, in plain letters, by how much each of them proves.

A phrase worth 2 names the paper or a thing that only such a paper holds; one worth 1 is found on
other papers too. English, French, German, Spanish, Italian, Dutch, Polish, Portuguese.
"""

from typing import Final

from app.domain.documents import DocumentSubtype

_S = DocumentSubtype

_STRONG: Final = {
    _S.PASSPORT: """passport|passeport|reisepass|pasaporte|passaporto|paspoort|paszport|passaporte
        |pass passport""",
    _S.ID_CARD: """identity card|identification card|national id|carte nationale d identite
        |carte d identite|personalausweis|identitatskarte|documento nacional de identidad
        |tarjeta de identidad|cedula de identidad|carta d identita|carta di identita
        |identiteitskaart|dowod osobisty|cartao de cidadao|bilhete de identidade|residence permit
        |titre de sejour
        |aufenthaltstitel|permiso de residencia|permesso di soggiorno|verblijfstitel|karta pobytu
        |citizen card|id card""",
    _S.DRIVER_LICENSE: """driving licence|driving license|driver license|driver s license
        |driver licence|drivers license|permis de conduire|fuhrerschein|permiso de conducir
        |permiso de conduccion|licencia de conducir|patente di guida|rijbewijs|prawo jazdy
        |carta de conducao|carteira nacional de habilitacao""",
    _S.BIRTH_CERTIFICATE: """birth certificate|certificate of birth|acte de naissance
        |extrait d acte de naissance|geburtsurkunde|certificado de nacimiento|acta de nacimiento
        |certificato di nascita|geboorteakte|akt urodzenia|certidao de nascimento""",
    _S.MARRIAGE_CERTIFICATE: """marriage certificate|certificate of marriage|acte de mariage
        |heiratsurkunde|eheurkunde|certificado de matrimonio|acta de matrimonio
        |certificato di matrimonio|huwelijksakte|akt malzenstwa|certidao de casamento""",
    _S.PUBLIC_HEALTH_CARD: """health card|health insurance card|carte vitale
        |carte europeenne d assurance maladie|gesundheitskarte|krankenversichertenkarte
        |tarjeta sanitaria|tessera sanitaria|zorgpas|karta ubezpieczenia zdrowotnego""",
    _S.FIREARMS_LICENSE: """firearms licence|firearms license|firearm certificate|port d armes
        |waffenschein|waffenbesitzkarte|licencia de armas|porto d armi|wapenvergunning
        |pozwolenie na bron""",
    _S.UTILITY_BILL: """electricity bill|gas bill|water bill|energy bill|utility bill|phone bill
        |telephone bill|broadband bill|internet bill|kwh|meter reading|standing charge
        |facture d electricite|facture de gaz|facture d eau|facture internet|facture telephone
        |facture de telephone|facture mobile|consommation|point de livraison|forfait
        |stromrechnung|gasrechnung|wasserrechnung|telefonrechnung|zahlerstand|zahlernummer
        |stromverbrauch|factura de luz|factura de electricidad|factura de gas|factura del agua
        |consumo|potencia contratada|bolletta|consumi|fornitura|energierekening|meterstand|verbruik
        |waterrekening|rachunek za prad|zuzycie|licznik|fatura de eletricidade|fatura de agua
        |leitura|mobile plan|data usage|broadband|fibre|ligne fixe|abonnement internet""",
    _S.BANK_STATEMENT: """bank statement|statement of account|account statement|current account
        |sort code|closing balance|opening balance|releve de compte|releve bancaire
        |releve d identite|solde crediteur|ancien solde|nouveau solde|kontoauszug|kontostand
        |alter kontostand
        |neuer kontostand|extracto de cuenta|extracto bancario|saldo anterior|estratto conto
        |saldo iniziale|saldo finale|rekeningafschrift|rekeningoverzicht|wyciag z rachunku
        |wyciag bankowy|saldo poczatkowe|saldo koncowe|extrato bancario|extrato de conta""",
    _S.CREDIT_CARD_STATEMENT: """credit card statement|minimum payment due|minimum payment
        |credit limit|card statement|releve de carte|kreditkartenabrechnung
        |extracto de tarjeta|estratto conto carta|creditcardafschrift|wyciag z karty
        |extrato do cartao|fatura do cartao""",
    _S.TAX_RETURN: """tax return|tax assessment|notice of assessment|council tax|income tax
        |property tax|tax bill|avis d imposition|avis d impot|taxe d habitation|taxe fonciere
        |impot sur le revenu|steuerbescheid|einkommensteuer|grundsteuer|declaracion de la renta
        |impuesto sobre|dichiarazione dei redditi|cartella esattoriale|belastingaanslag
        |aanslagbiljet|zeznanie podatkowe|deklaracja podatkowa|declaracao de irs|imposto""",
    _S.RENTAL_RECEIPT: """rent receipt|rental receipt|quittance de loyer|mietquittung
        |recibo de alquiler|ricevuta di affitto|ricevuta canone|huurkwitantie|recibo de renda""",
    _S.LEASE_AGREEMENT: """lease agreement|tenancy agreement|rental agreement|contrat de bail
        |bail d habitation|contrat de location|mietvertrag|contrato de arrendamiento
        |contratto di locazione|huurovereenkomst|huurcontract|umowa najmu
        |contrato de arrendamento""",
    _S.INSURANCE_LETTER: """insurance policy|insurance certificate|policy number|policyholder
        |attestation d assurance|contrat d assurance|versicherungsschein|versicherungsnummer
        |poliza de seguro|polizza|polisnummer|polisa|apolice""",
    _S.SALARY_SLIP: """payslip|pay slip|salary slip|gross pay|net pay|bulletin de paie
        |bulletin de salaire|fiche de paie|net a payer avant impot|gehaltsabrechnung|lohnabrechnung
        |entgeltabrechnung|nomina|busta paga|cedolino|loonstrook|salarisstrook|pasek wynagrodzenia
        |recibo de vencimento|holerite""",
    _S.DEBTORS_LETTER: """debt collection|outstanding debt|collection agency|recouvrement
        |mise en demeure|inkasso|mahnung|cobro de deudas|recupero crediti|aanmaning
        |wezwanie do zaplaty|cobranca""",
    _S.PUBLIC_SERVICE: """registration certificate|certificate of residence|proof of residence
        |attestation de domicile|justificatif de domicile|meldebescheinigung
        |certificado de empadronamiento|empadronamiento|certificato di residenza
        |uittreksel basisregistratie|zaswiadczenie o zameldowaniu|atestado de residencia
        |social security""",
    _S.INHERITANCE_DOCUMENTATION: """certificate of inheritance|grant of probate|last will
        |testament|acte de notoriete|succession|erbschein|herencia|eredita|erfenis|spadek
        |heranca""",
    _S.SALE_OF_ASSETS: """sale agreement|deed of sale|purchase agreement|acte de vente
        |contrat de vente|kaufvertrag|contrato de compraventa|contratto di compravendita
        |atto di vendita|koopovereenkomst|umowa sprzedazy|contrato de compra e venda""",
    _S.INCOME_STATEMENT: """income statement|statement of income|proof of income
        |attestation de revenus|einkommensnachweis|certificado de ingresos|certificazione unica
        |inkomensverklaring|zaswiadczenie o dochodach|comprovativo de rendimentos""",
}

_WEAK: Final = {
    _S.ID_CARD: "identity|identite|identidad|identita|identiteit|tozsamosci",
    _S.DRIVER_LICENSE: "licence|license|4a|4b|categories|categories|klassen|dvla|dln",
    _S.UTILITY_BILL: """electricity|gas|water|energy|electricite|eau|strom|wasser|energia
        |electricidad|agua|luz|luce|acqua|stroom|water|prad|woda|tariff|tarif|meter|compteur|zahler|contador
        |contatore|mobile|telephone|telecom|internet|abonnement|billing period|bill|facture
        |rechnung|factura|fattura|factuur|faktura|fatura""",
    _S.BANK_STATEMENT: """bank|banque|banco|banca|iban|bic|balance|solde|saldo|debit|credit|soll
        |haben|statement|konto|compte|cuenta|conto|rekening|rachunek|conta""",
    _S.CREDIT_CARD_STATEMENT: "visa|mastercard|american express|credit card|carte de credit",
    _S.TAX_RETURN: "tax|impot|impots|steuer|finanzamt|renta|imposte|belasting|podatek|fisco",
    _S.LEASE_AGREEMENT: "landlord|tenant|bailleur|locataire|vermieter|mieter|arrendador|rent|loyer",
    _S.INSURANCE_LETTER: "insurance|assurance|versicherung|seguro|assicurazione|verzekering",
    _S.SALARY_SLIP: "employer|employee|employeur|salaire|gehalt|lohn|salario|stipendio|loon",
}


def _phrases(table: dict[DocumentSubtype, str]) -> dict[DocumentSubtype, tuple[str, ...]]:
    return {
        subtype: tuple(dict.fromkeys(" ".join(phrase.split()) for phrase in text.split("|")))
        for subtype, text in table.items()
    }


STRONG: Final = _phrases(_STRONG)
WEAK: Final = _phrases(_WEAK)
