"""The lists of this app as files: the directory, the ententes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.list_exports import ListColumn, ListExport, SaidFilter, Selection, filters_said, register_list
from ofqj_portal.core.roles import structure_ids
from ofqj_portal.core.shores import format_date
from partners.access import kept_structures
from partners.forms import AgreementFilterForm, StructureFilterForm
from partners.queries import agreement_list_rows, agreement_row, structure_list_rows


def _is_signed_in(user: Any) -> bool:
    return user.is_authenticated


def _select_structures(user: Any, data: QueryDict, now: datetime) -> Selection:
    form = StructureFilterForm(data)
    return Selection(structure_list_rows(user, on=now.astimezone(PARIS).date(), **form.filters()), filters_said(form))


def _structure_lines(structures: Iterable[Any], user: Any, now: datetime) -> Iterable[list[Any]]:
    for structure in structures:
        yield [
            *(structure.name, structure.get_kind_display(), str(structure.network or ""), structure.country_label),
            *(str(structure.region or ""), structure.territory and structure.territory.name),
            *(structure.street, structure.postal_code, structure.commune),
            *(structure.phone, structure.email, structure.website),
            *(", ".join(structure.theme_labels), structure.hosting_capacity),
            *(structure.siret, structure.rna, structure.neq, structure.imilo_code),
            *(structure.checked_on, structure.is_active),
        ]


def _select_agreements(user: Any, data: QueryDict, now: datetime) -> Selection:
    form = AgreementFilterForm(data)
    filters, said = form.filters(), filters_said(form)
    born = (filters.get("born_from"), filters.get("born_until"))
    if all(born):
        first, last = (format_date(day) for day in born)
        said.append(
            SaidFilter("born", str(_("Nées")), gettext("du %(first)s au %(last)s") % {"first": first, "last": last})
        )
    if filters.get("standing_on"):
        said.append(SaidFilter("standing_on", str(_("En vigueur le")), format_date(filters["standing_on"])))
    rows = agreement_list_rows(
        user,
        own=structure_ids(user) if filters.get("mine") else None,
        text=filters.get("q", ""),
        born=born if all(born) else None,
        standing_on=filters.get("standing_on"),
    )
    return Selection(rows, said)


def _agreement_lines(agreements: Iterable[Any], user: Any, now: datetime) -> Iterable[list[Any]]:
    today, own = now.astimezone(PARIS).date(), kept_structures(user)
    for agreement in agreements:
        yield [
            *(agreement.title, agreement.first_structure.name, agreement.second_structure.name),
            agreement_row(agreement, today, own=own).state_label,
            *(agreement.signed_on, agreement.starts_on, agreement.last_day, agreement.confirmed_on),
            ", ".join(agreement.theme_labels),
        ]


register_list(
    ListExport(
        code="structures",
        slug="structures",
        title=_("Structures"),
        about=_("Les structures de l’annuaire, une par ligne, dans l’ordre de la page."),
        url_name="partners:list",
        columns=(
            ListColumn(_("Nom"), _("Le nom de la structure."), width=40),
            ListColumn(_("Type"), _("Mission Locale, CJE, association…"), width=24),
            ListColumn(_("Réseau"), _("Le réseau dont elle est membre."), width=28),
            ListColumn(_("Pays"), _("La France, le Québec ou un autre pays.")),
            ListColumn(_("Région"), _("La région de France, ou la région administrative du Québec."), width=26),
            ListColumn(_("Territoire"), _("Le département, ou la région administrative."), width=24),
            ListColumn(_("Rue"), _("Le numéro et la rue."), width=30),
            ListColumn(_("Code postal"), _("Le code postal, gardé comme un texte.")),
            ListColumn(_("Commune"), _("La commune ou la municipalité."), width=24),
            ListColumn(_("Téléphone"), _("Le numéro de la structure."), width=18),
            ListColumn(_("Adresse e-mail"), _("L’adresse de la structure."), width=28),
            ListColumn(_("Site web"), _("L’adresse de son site."), width=28),
            ListColumn(_("Thèmes"), _("Ses thèmes, séparés par des virgules."), width=30),
            ListColumn(_("Places d’accueil"), _("Combien de jeunes elle peut accueillir."), "number"),
            ListColumn(_("SIRET"), _("L’identifiant national, en France."), width=17),
            ListColumn(_("RNA"), _("Le numéro d’association, en France.")),
            ListColumn(_("NEQ"), _("Le numéro d’entreprise du Québec.")),
            ListColumn(_("Code i-milo"), _("Le code de la Mission Locale dans i-milo.")),
            ListColumn(_("Fiche vérifiée le"), _("Le jour où la structure a relu sa fiche."), "date"),
            ListColumn(_("Dans l’annuaire"), _("« non » si elle a fermé ou quitté l’annuaire.")),
        ),
        may=_is_signed_in,
        select=_select_structures,
        lines=_structure_lines,
    )
)
register_list(
    ListExport(
        code="agreements",
        slug="ententes",
        title=_("Ententes"),
        about=_("Les ententes que vous pouvez lire, une par ligne, la plus récente d’abord."),
        url_name="partners:agreements",
        columns=(
            ListColumn(_("Entente"), _("L’intitulé de l’entente."), width=40),
            ListColumn(_("Structure qui enregistre"), _("La structure qui a noté l’entente."), width=32),
            ListColumn(_("Structure partenaire"), _("Celle qui la confirme."), width=32),
            ListColumn(
                _("Où en est-elle"), _("À confirmer, à venir, active ou terminée, le jour de l’export."), width=26
            ),
            ListColumn(_("Signée le"), _("Le jour de la signature, s’il est connu."), "date"),
            ListColumn(_("Débute le"), _("Le premier jour de l’entente."), "date"),
            ListColumn(_("Jusqu’au"), _("Son dernier jour ; vide si elle est sans terme."), "date"),
            ListColumn(_("Confirmée le"), _("Le jour où la partenaire l’a confirmée."), "date"),
            ListColumn(_("Thèmes"), _("Ses thèmes, séparés par des virgules."), width=30),
        ),
        may=_is_signed_in,
        select=_select_agreements,
        lines=_agreement_lines,
    )
)
