"""The steps of signing in that the portal changes."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from ofqj_portal.accounts import second_factor
from ofqj_portal.accounts.devices import is_trusted
from ofqj_portal.accounts.provider_door import STRONG
from ofqj_portal.accounts.sign_ins import TRUSTED_HERE


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, but not in a browser that the person trusts, nor if her provider did."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if request.session.pop(STRONG, None) == self.login.user.pk:
            second_factor.count_as_given(request, self.login.user)
            return False
        if not super()._should_handle(request):
            return False
        if not is_trusted(request, self.login.user):
            return True
        second_factor.count_as_given(request, self.login.user)
        request.session[TRUSTED_HERE] = True
        return False
