"""Structures, people and ententes for tests; traits are named after situations.

ml = StructureFactory(ml=True)                         a Mission Locale of the UNML, in the Rhône
adviser = member(ml)                                   an adviser's account, since 2020
officer = member(StructureFactory(ofqj_fr=True), "officer")
MembershipFactory(officer_qc=True).user                the same for OFQJ Québec, in one go
AgreementFactory(first_structure=ml)                   a confirmed entente with some CJE
"""

from datetime import date
from typing import Any

import factory
from stdnum import luhn

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from partners.enums import Country, MembershipRole, Party, Section, StructureKind
from partners.models import Agreement, Contact, Invitation, Membership, Network, Structure, Territory


def valid_siret(number: int) -> str:
    """Make the SIRET of an invented company: SIREN and whole number both pass the checksum."""
    siren = f"9{number:07d}"
    siren += luhn.calc_check_digit(siren)
    return siren + "0001" + luhn.calc_check_digit(siren + "0001")


def territory(country: str, code: str) -> Territory:
    """Find a department of France or an administrative region of Québec, loaded by the migration."""
    return Territory.objects.choosable().get(country=country, code=code)


class NetworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Network
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"reseau-{n}")
    name = factory.LazyAttribute(lambda network: f"Réseau {network.code}")

    class Params:
        unml = factory.Trait(code="unml", name="Union nationale des Missions Locales", party=Party.UNML)
        rcjeq = factory.Trait(code="rcjeq", name="Réseau des carrefours jeunesse-emploi du Québec", party=Party.RCJEQ)
        arml_aura = factory.Trait(
            code="arml-aura",
            name="ARML Auvergne-Rhône-Alpes",
            parent=factory.SubFactory("partners.tests.factories.NetworkFactory", unml=True),
        )


def _france(code: str = "69") -> dict[str, Any]:
    return {
        "country": Country.FR,
        "time_zone": "Europe/Paris",
        "territory": factory.LazyFunction(lambda: territory(Country.FR, code)),
    }


def _quebec(code: str = "06") -> dict[str, Any]:
    return {
        "country": Country.QC,
        "time_zone": "America/Toronto",
        "territory": factory.LazyFunction(lambda: territory(Country.QC, code)),
    }


class StructureFactory(factory.django.DjangoModelFactory):
    """A French association unless a trait says otherwise; the two OFQJ sections exist once each."""

    class Meta:
        model = Structure
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Association d’essai {n}")
    kind = StructureKind.ASSOCIATION
    country = Country.FR
    commune = "Ville-d’Essai"
    territory = factory.LazyFunction(lambda: territory(Country.FR, "69"))
    email = factory.Sequence(lambda n: f"structure{n}@exemple.test")

    class Params:
        ml = factory.Trait(
            kind=StructureKind.ML,
            name=factory.Sequence(lambda n: f"Mission Locale d’essai {n}"),
            siret=factory.Sequence(valid_siret),
            network=factory.SubFactory(NetworkFactory, unml=True),
        )
        cje = factory.Trait(
            kind=StructureKind.CJE,
            name=factory.Sequence(lambda n: f"CJE d’essai {n}"),
            neq=factory.Sequence(lambda n: f"11{n:08d}"),
            network=factory.SubFactory(NetworkFactory, rcjeq=True),
            **_quebec(),
        )
        ofqj_fr = factory.Trait(
            kind=StructureKind.OFQJ, name="OFQJ France", section=Section.FRANCE, commune="Paris", **_france("75")
        )
        ofqj_qc = factory.Trait(
            kind=StructureKind.OFQJ, name="OFQJ Québec", section=Section.QUEBEC, commune="Montréal", **_quebec()
        )
        unml = factory.Trait(kind=StructureKind.NATIONAL_NETWORK, name="UNML", commune="Paris", **_france("75"))
        rcjeq = factory.Trait(kind=StructureKind.NATIONAL_NETWORK, name="RCJEQ", commune="Montréal", **_quebec())
        arml = factory.Trait(kind=StructureKind.ARML, name="ARML Auvergne-Rhône-Alpes")
        abroad = factory.Trait(
            country=Country.OTHER,
            other_country="Sénégal",
            territory=None,
            time_zone="Africa/Dakar",
            name=factory.Sequence(lambda n: f"Maison des jeunes d’essai {n}"),
        )
        inactive = factory.Trait(is_active=False)

    @classmethod
    def _create(cls, model_class: type[Structure], *args: Any, **fields: Any) -> Structure:
        """Return the section already there rather than a second one."""
        if fields.get("section"):
            return model_class.objects.get_or_create(section=fields.pop("section"), defaults=fields)[0]
        return model_class.objects.create(**fields)

    @factory.post_generation
    def headed_network(structure: Structure, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Make UNML, RCJEQ and ARML structures lead their network."""
        codes = {"UNML": "unml", "RCJEQ": "rcjeq", "ARML Auvergne-Rhône-Alpes": "arml_aura"}
        if create and structure.name in codes:
            network = NetworkFactory(**{codes[structure.name]: True})
            Network.objects.filter(pk=network.pk).update(head=structure)


class InvitationFactory(factory.django.DjangoModelFactory):
    """An adviser's role offered to an address without an account, still to be answered; its link is not issued."""

    class Meta:
        model = Invitation

    structure = factory.SubFactory(StructureFactory, ml=True)
    email = factory.Sequence(lambda n: f"invitee{n}@exemple.test")
    role = MembershipRole.ADVISER
    invited_by = factory.SubFactory(UserFactory)
    invited_at = factory.LazyFunction(calendar.real_now)


class MembershipFactory(factory.django.DjangoModelFactory):
    """An adviser of some Mission Locale since 2020, unless a trait says otherwise."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    structure = factory.SubFactory(StructureFactory, ml=True)
    role = MembershipRole.ADVISER
    starts_on = date(2020, 1, 1)

    class Params:
        manager = factory.Trait(role=MembershipRole.MANAGER)
        adviser = factory.Trait(role=MembershipRole.ADVISER)
        adviser_qc = factory.Trait(structure=factory.SubFactory(StructureFactory, cje=True))
        manager_qc = factory.Trait(
            role=MembershipRole.MANAGER, structure=factory.SubFactory(StructureFactory, cje=True)
        )
        officer_fr = factory.Trait(
            role=MembershipRole.OFFICER, structure=factory.SubFactory(StructureFactory, ofqj_fr=True)
        )
        officer_qc = factory.Trait(
            role=MembershipRole.OFFICER, structure=factory.SubFactory(StructureFactory, ofqj_qc=True)
        )
        decider_fr = factory.Trait(
            role=MembershipRole.DECIDER, structure=factory.SubFactory(StructureFactory, ofqj_fr=True)
        )
        decider_qc = factory.Trait(
            role=MembershipRole.DECIDER, structure=factory.SubFactory(StructureFactory, ofqj_qc=True)
        )
        finance = factory.Trait(
            role=MembershipRole.FINANCE, structure=factory.SubFactory(StructureFactory, ofqj_fr=True)
        )
        dpo = factory.Trait(role=MembershipRole.DPO, structure=factory.SubFactory(StructureFactory, ofqj_fr=True))
        admin = factory.Trait(role=MembershipRole.ADMIN, structure=factory.SubFactory(StructureFactory, ofqj_fr=True))
        unml = factory.Trait(role=MembershipRole.NETWORK, structure=factory.SubFactory(StructureFactory, unml=True))
        rcjeq = factory.Trait(role=MembershipRole.NETWORK, structure=factory.SubFactory(StructureFactory, rcjeq=True))
        arml = factory.Trait(role=MembershipRole.NETWORK, structure=factory.SubFactory(StructureFactory, arml=True))
        ended = factory.Trait(ends_on=date(2021, 12, 31))


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    structure = factory.SubFactory(StructureFactory, ml=True)
    name = factory.Sequence(lambda n: f"Référent {n}")
    duty = "Référent mobilité"
    email = factory.Sequence(lambda n: f"contact{n}@exemple.test")


class AgreementFactory(factory.django.DjangoModelFactory):
    """A confirmed entente between a Mission Locale and a CJE since 2024, without term."""

    class Meta:
        model = Agreement

    first_structure = factory.SubFactory(StructureFactory, ml=True)
    second_structure = factory.SubFactory(StructureFactory, cje=True)
    title = factory.Sequence(lambda n: f"Entente d’essai {n}")
    starts_on = date(2024, 1, 1)
    signed_on = date(2023, 12, 15)
    confirmed_on = date(2024, 1, 2)

    class Params:
        unconfirmed = factory.Trait(confirmed_on=None)
        ended = factory.Trait(ended_on=date(2025, 6, 30), ended_reason="Fin de la coopération")


def member(structure: Structure, role: str = MembershipRole.ADVISER, **user_fields: Any) -> User:
    """Make an account that holds `role` in `structure`, and return it."""
    return MembershipFactory(structure=structure, role=role, user=UserFactory(**user_fields)).user
