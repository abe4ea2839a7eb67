"""Signing in over the API: name and password for a token, within the same limits as on the page."""

from django.contrib.auth import authenticate
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, parsers, serializers
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from agencies.administration.passwords import must_change
from agencies.api.endpoints import Endpoint, StrictSerializer
from agencies.api.limits import SharedThrottle
from agencies.api.parsing import StrictJSONParser
from agencies.authentication.known_machines import machine_of, remember_machine
from agencies.authentication.second_factor import is_code, must_enrol
from agencies.authentication.services import QUARTER
from config.api import problems


class TokenIn(StrictSerializer):
    """Name and password of an account, as on the page for signing in."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, style={"input_type": "password"})

    code = serializers.CharField(
        max_length=20, required=False, help_text="Of the second factor, where the account has one"
    )


class TokenOut(serializers.Serializer):
    """The token to send with every request: `Authorization: Token …`."""

    token = serializers.CharField()


class SignIn(Endpoint):
    """Name and password for a token."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = [SharedThrottle]
    throttle_scope = "token"
    parser_classes = [StrictJSONParser, parsers.FormParser]
    takes = {"post": TokenIn}

    def get_authenticate_header(self, request) -> str:
        """Return what a wrong password is answered with, so that it is a 401."""
        return "Token"

    @extend_schema(operation_id="sign_in", tags=["sign in"], responses={200: TokenOut})
    def post(self, request):
        """Return the token of an account.

        It is good until the password changes or the account is closed. After five wrong passwords no more are taken
        for a quarter of an hour (429), on the page and here; a client that sends the cookie of an earlier answer back
        has tries of its own.
        """
        asked = request._request
        given = dict(self.given)
        code = given.pop("code", "")
        user = authenticate(asked, **given)
        if getattr(asked, "sign_in_refused", False):
            return too_many_failures(asked)
        if user is None:
            raise exceptions.AuthenticationFailed(_("The name or the password is wrong."))
        if user.has_second_factor:
            good = is_code(user, code, machine_of(asked), timezone.now())
            if good is None:
                return too_many_failures(asked)
            if not good:
                raise exceptions.AuthenticationFailed(_("The name or the password is wrong."))
        if must_enrol(user):
            raise exceptions.PermissionDenied(_("Set up your second factor on the pages first."))
        if must_change(user, timezone.now()):
            raise exceptions.PermissionDenied(_("Change your password on the pages first."))
        if user.held:
            raise exceptions.PermissionDenied(_("A second person has to confirm your new password first."))
        token, _created = Token.objects.get_or_create(user=user)
        response = Response(TokenOut({"token": token.key}).data)
        remember_machine(asked, response, user)
        return response


def too_many_failures(request):
    """Answer where no more may be tried for now, in the shape of the address that was asked; the same for every reason."""
    wait = int(QUARTER.total_seconds())
    if request.path.startswith(problems.ROOT):
        detail = _(
            "Too many wrong passwords: for a quarter of an hour no more are taken from machines that are not known."
        )
        answer = problems.problem_response(request, "too-many-requests", detail)
    else:
        answer = render(request, "registration/locked.html", status=429)
    answer["Retry-After"] = str(wait)
    return answer
