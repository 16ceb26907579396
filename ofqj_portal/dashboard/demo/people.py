"""The accounts of the demo: one password for all, names that say they are invented."""

from datetime import date

from django.contrib.auth.hashers import make_password

from ofqj_portal.accounts.models import User
from ofqj_portal.dashboard.demo.structures import Directory
from partners.models import Membership

PASSWORD = "demonstration-ofqj"
SINCE = date(2023, 1, 2)

# name of the account → (first name, last name, structure, role); structures are looked up by name or by part.
ACCOUNTS = {
    "conseiller-fr": ("Camille", "Exemple", "Mission Locale du Val d’Essai", "adviser"),
    "responsable-fr": ("Dominique", "Modèle", "Mission Locale du Val d’Essai", "manager"),
    "conseiller-qc": ("Maxime", "Fictif", "Carrefour jeunesse-emploi du Grand-Val", "adviser"),
    "responsable-qc": ("Andrée", "Essai", "Carrefour jeunesse-emploi du Grand-Val", "manager"),
    "instructeur-fr": ("Claude", "Témoin", "ofqj_fr", "officer"),
    "instructeur-qc": ("Sacha", "Maquette", "ofqj_qc", "officer"),
    "decideur-fr": ("Alix", "Spécimen", "ofqj_fr", "decider"),
    "decideur-qc": ("Noa", "Spécimen", "ofqj_qc", "decider"),
    "finance": ("Lou", "Calcul", "ofqj_fr", "finance"),
    "unml": ("Charlie", "Réseau", "unml", "network"),
    "rcjeq": ("Frédérique", "Réseau", "rcjeq", "network"),
    "arml": ("Morgan", "Région", "arml", "network"),
    "comite-ofqj-fr": ("Ange", "Comité", None, None),
    "comite-ofqj-qc": ("Pascale", "Comité", None, None),
    "comite-unml": ("Stéphane", "Comité", None, None),
    "comite-rcjeq": ("Michèle", "Comité", None, None),
    "accompagnateur-fr": ("Jessy", "Voyage", None, None),
    "accompagnateur-qc": ("Kim", "Voyage", None, None),
    "dpo": ("Dany", "Garde", "ofqj_fr", "dpo"),
    "admin": ("Ariel", "Technique", "ofqj_fr", "admin"),
    "conseiller-fr-2": ("Eden", "Ailleurs", "Mission Locale de Grandmaquis", "adviser"),
    "conseiller-qc-2": ("Jackie", "Ailleurs", "Carrefour jeunesse-emploi de Côte-Fictive", "adviser"),
}
#: Nobody has an account there yet: it is invited by a personal link.
WITHOUT_ACCOUNT = frozenset({"Coopérative jeunesse Exemple"})
PARTS = ("ofqj_fr", "ofqj_qc", "unml", "rcjeq", "arml")


def create_accounts(directory: Directory) -> dict[str, User]:
    """Write the demo accounts and their memberships; all but one structure have an adviser and a manager."""
    hashed = make_password(PASSWORD)
    users: dict[str, User] = {}
    for account, (first, last, where, role) in ACCOUNTS.items():
        users[account] = _account(account, first, last, hashed)
        if where is not None:
            structure = getattr(directory, where) if where in PARTS else directory[where]
            Membership.objects.create(user=users[account], structure=structure, role=role, starts_on=SINCE)
    for structure in [*directory.french(), *directory.quebec(), directory.abroad]:
        if structure.name in WITHOUT_ACCOUNT:
            continue
        for role, label in (("adviser", "Conseil"), ("manager", "Direction")):
            if not structure.memberships.filter(role=role).exists():
                account = f"{role}-{structure.pk}"
                users[account] = _account(account, label, structure.commune, hashed)
                Membership.objects.create(user=users[account], structure=structure, role=role, starts_on=SINCE)
    return users


def _account(account: str, first: str, last: str, hashed: str) -> User:
    return User.objects.create(email=f"{account}@demo.ofqj.test", first_name=first, last_name=last, password=hashed)
