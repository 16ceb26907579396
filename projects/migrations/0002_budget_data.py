"""The charts of accounts funders expect on each shore, and a first exchange rate; both are edited in the admin later."""

from datetime import date
from decimal import Decimal

from django.db import migrations

# (code, label, hint, in kind)
FRANCE = {
    "charge": [
        ("60", "Achats", "repas, petit matériel, fournitures", False),
        ("61", "Services extérieurs", "hébergement, assurance, locations", False),
        ("62", "Autres services extérieurs", "transport, missions, communication", False),
        ("63", "Impôts et taxes", "", False),
        ("64", "Charges de personnel", "temps des conseillers sur le projet", False),
        ("65", "Autres charges de gestion courante", "", False),
        ("66", "Charges financières", "frais de change et de virement", False),
        ("67", "Charges exceptionnelles", "", False),
        ("68", "Dotations", "", False),
        ("69", "Impôts sur les bénéfices", "", False),
        ("86", "Emplois des contributions volontaires en nature", "prêts, bénévolat", True),
    ],
    "income": [
        ("70", "Ventes et prestations", "participation des jeunes, actions d’autofinancement", False),
        ("73", "Dotations et produits de tarification", "", False),
        ("74", "Subventions d’exploitation", "Région, département, commune, État", False),
        ("75", "Cotisations, dons et autres produits", "", False),
        ("76", "Produits financiers", "", False),
        ("77", "Produits exceptionnels", "", False),
        ("78", "Reprises", "fonds propres affectés au projet", False),
        ("79", "Transferts de charges", "", False),
        ("87", "Contributions volontaires en nature", "prêts, bénévolat", True),
    ],
}
QUEBEC = {
    "charge": [
        ("5100", "Salaires et avantages sociaux", "temps des intervenants sur le projet", False),
        ("5200", "Transport", "avion, autocar, navettes", False),
        ("5300", "Hébergement", "", False),
        ("5400", "Repas", "", False),
        ("5500", "Assurances", "", False),
        ("5600", "Activités et matériel", "", False),
        ("5700", "Honoraires", "", False),
        ("5800", "Communications", "", False),
        ("5900", "Frais d’administration", "", False),
        ("5950", "Biens et services reçus en nature", "prêts, bénévolat", True),
    ],
    "income": [
        ("4100", "Subventions gouvernementales", "Services Québec, Secrétariat à la jeunesse", False),
        ("4200", "Contributions municipales et régionales", "", False),
        ("4300", "Dons et commandites", "", False),
        ("4400", "Contribution des jeunes", "activités de financement comprises", False),
        ("4500", "Contribution de l’organisme", "", False),
        ("4600", "Autres revenus", "", False),
        ("4950", "Contributions en nature", "prêts, bénévolat", True),
    ],
}
OTHER = {
    "charge": [
        ("C1", "Transport", "", False),
        ("C2", "Hébergement et repas", "", False),
        ("C3", "Activités et matériel", "", False),
        ("C4", "Personnel", "", False),
        ("C5", "Assurances et autres frais", "", False),
        ("C9", "Contributions en nature", "prêts, bénévolat", True),
    ],
    "income": [
        ("R1", "Subventions", "", False),
        ("R2", "Fonds propres", "", False),
        ("R3", "Participation des jeunes", "", False),
        ("R4", "Dons et autres ressources", "", False),
        ("R9", "Contributions en nature", "prêts, bénévolat", True),
    ],
}


def load(apps, schema_editor):
    account_model = apps.get_model("projects", "BudgetAccount")
    account_model.objects.bulk_create(
        account_model(
            country=country, side=side, code=code, label=label, hint=hint, is_in_kind=in_kind, position=position
        )
        for country, chart in (("fr", FRANCE), ("qc", QUEBEC), ("other", OTHER))
        for side, accounts in chart.items()
        for position, (code, label, hint, in_kind) in enumerate(accounts, start=1)
    )
    rate_model = apps.get_model("projects", "ExchangeRate")
    source, on = "Taux de démarrage, à mettre à jour", date(2026, 1, 1)
    rate_model.objects.create(base="EUR", quote="CAD", rate=Decimal("1.620000"), on=on, source=source)
    rate_model.objects.create(base="CAD", quote="EUR", rate=Decimal("0.617284"), on=on, source=source)


def unload(apps, schema_editor):
    apps.get_model("projects", "BudgetAccount").objects.all().delete()
    apps.get_model("projects", "ExchangeRate").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
