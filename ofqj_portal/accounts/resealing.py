"""The secrets of second factors lie in allauth's rows, sealed by our adapter: they follow the newest key too."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from ofqj_portal.core.crypto import Undecipherable, reseal
from ofqj_portal.core.resealing import Resealed, sealed_elsewhere

SEALED = ("secret", "seed")  # of a code generator, of a list of recovery codes


@sealed_elsewhere("mfa_authenticator", "data")
def reseal_second_factors(done: Resealed) -> None:
    """Reseal each second factor in turn, its row locked while it is."""
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            try:
                anew = {key: reseal(factor.data[key]) for key in SEALED if factor and key in factor.data}
            except Undecipherable:
                done.closed += 1
                continue
            changed = {key: value for key, value in anew.items() if value}
            if factor and changed:
                factor.data |= changed
                factor.save(update_fields=["data"])
                done.changed += 1
