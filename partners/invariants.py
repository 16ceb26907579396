"""What must hold of the directory, whatever the code did."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

register_invariant(
    "partners.role_held_once",
    _("Une personne n’a pas deux fois le même rôle en même temps dans une structure."),
    "SELECT one.id FROM partners_membership one JOIN partners_membership other"
    " ON one.id < other.id AND one.user_id = other.user_id AND one.structure_id = other.structure_id"
    " AND one.role = other.role AND daterange(one.starts_on, one.ends_on, '[]')"
    " && daterange(other.starts_on, other.ends_on, '[]')",
)
register_invariant(
    "partners.membership_role_fits",
    _("Un rôle de l’OFQJ ou d’un réseau ne se tient que là où il existe."),
    "SELECT m.id FROM partners_membership m JOIN partners_structure s ON s.id = m.structure_id"
    " WHERE (m.role IN ('officer', 'decider', 'finance', 'dpo', 'admin') AND s.kind <> 'ofqj')"
    " OR (m.role = 'network' AND s.kind NOT IN ('arml', 'national_network'))",
)
register_invariant(
    "partners.invitation_makes_a_member",
    _("Une invitation acceptée a donné ce rôle, dans cette structure, à la personne qui l’a acceptée."),
    "SELECT i.id FROM partners_invitation i JOIN accounts_user u ON u.id = i.accepted_by_id"
    " WHERE i.state = 'accepted' AND (lower(u.email) <> lower(i.email) OR NOT EXISTS (SELECT 1 FROM core_journalentry j"
    " WHERE j.verb = 'membership.added' AND j.facts ->> 'user' = u.id::text"
    " AND j.facts ->> 'structure' = i.structure_id::text AND j.facts ->> 'role' = i.role))",
)
register_invariant(
    "partners.join_request_opens_an_access",
    _("Une demande d’accès acceptée a ouvert un accès, ou fait partir une invitation."),
    "SELECT r.id FROM partners_joinrequest r WHERE r.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM"
    " core_journalentry j WHERE j.verb = 'join.accepted' AND j.facts ->> 'request' = r.id::text"
    " AND (EXISTS (SELECT 1 FROM partners_membership m WHERE m.id::text = j.facts ->> 'membership')"
    " OR EXISTS (SELECT 1 FROM partners_invitation i WHERE i.id::text = j.facts ->> 'invitation')))",
)
register_invariant(
    "partners.agreement_between_two",
    _("Une entente lie deux structures différentes."),
    "SELECT id FROM partners_agreement WHERE first_structure_id = second_structure_id",
)
register_invariant(
    "partners.structure_territory_on_its_shore",
    _("Une structure et son territoire sont du même pays."),
    "SELECT s.id FROM partners_structure s JOIN partners_territory t ON t.id = s.territory_id"
    " WHERE s.country <> t.country",
)
register_invariant(
    "partners.department_in_a_region",
    _("Un département appartient à une région de son pays."),
    "SELECT d.id FROM partners_territory d LEFT JOIN partners_territory r ON r.id = d.parent_id"
    " WHERE d.level = 'department' AND (r.id IS NULL OR r.level <> 'region' OR r.country <> d.country)",
)
register_invariant(
    "partners.network_without_loop",
    _("Un réseau compte trois niveaux au plus, sans boucle."),
    "SELECT a.id FROM partners_network a JOIN partners_network b ON b.id = a.parent_id"
    " JOIN partners_network c ON c.id = b.parent_id WHERE c.parent_id IS NOT NULL",
)
