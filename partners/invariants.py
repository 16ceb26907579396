"""What holds for the directory, whatever the code did."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

register_invariant(
    "partners.role_held_once",
    _("Une personne ne tient pas deux fois le même rôle au même moment dans une structure."),
    """
    SELECT a.id FROM partners_membership a JOIN partners_membership b
        ON b.user_id = a.user_id AND b.structure_id = a.structure_id AND b.role = a.role AND b.id > a.id
     WHERE daterange(a.starts_on, a.ends_on, '[]') && daterange(b.starts_on, b.ends_on, '[]')
    """,
)
register_invariant(
    "partners.agreement_between_two",
    _("Une entente lie deux structures différentes."),
    "SELECT id FROM partners_agreement WHERE first_structure_id = second_structure_id",
)
