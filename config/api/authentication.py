"""Tokens of people whose password is settled."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from agencies.administration.passwords import must_change
from agencies.authentication.second_factor import must_enrol
from intake import service_accounts
from workflow.cases import policy


class SettledToken(TokenAuthentication):
    """A token of somebody whose password is settled, or of a service account that is in force."""

    def authenticate_credentials(self, key):
        """Refuse the token of an account that has to change its password, that has expired or was revoked."""
        if key.startswith(service_accounts.PREFIX):
            account = service_accounts.account_of(key, timezone.now())
            if account is None:
                raise AuthenticationFailed(_("The token of this service account is wrong, expired or revoked."))
            return account, key
        user, token = super().authenticate_credentials(key)
        if must_change(user, timezone.now()):
            raise AuthenticationFailed(_("Change your password on the pages first."))
        if user.held:
            raise AuthenticationFailed(_("A second person has to confirm your new password first."))
        if must_enrol(user):
            raise AuthenticationFailed(_("Set up your second factor on the pages first."))
        policy.read_agencies_once(user)
        return user, token
