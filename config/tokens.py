"""Signing in over the API: as long as a name and a password may be, no longer."""

from rest_framework import serializers
from rest_framework.authtoken.serializers import AuthTokenSerializer

from agencies.models import Officer


class Credentials(AuthTokenSerializer):
    """User name and password for a token; what is tried in vain is put on record, so it must fit there."""

    username = serializers.CharField(max_length=Officer._meta.get_field("username").max_length, write_only=True)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, write_only=True)
