"""What every test has: files in a temporary folder, cheap password hashes, and the long proofs marked slow."""

from pathlib import Path

import pytest
from django.test import override_settings

TORTURE = Path(__file__).parent / "torture"


def pytest_collection_modifyitems(items):
    """Mark everything under tests/torture as slow, so that `make test` leaves it to `make torture`."""
    for item in items:
        if TORTURE in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory):
    """Keep uploads out of the installation's own folder, and spend no seconds on hashing passwords."""
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),  # whitenoise warns about a folder that is not there
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield
