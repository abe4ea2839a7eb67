"""The stub portal with two hundred applications for sixty-one agencies."""

from tests.api.conftest import office, staffed, today  # noqa: F401  the fixtures
from tests.api.platform.conftest import receiver  # noqa: F401
from tests.api.platform.test_portal import follows_a_province, province  # noqa: F401
from tests.api.test_clients import schema_file  # noqa: F401


def test_two_hundred_applications_for_sixty_one_agencies(tmp_path, schema_file, province, receiver, monkeypatch):  # noqa: F811
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("no_proxy", "*")
    follows_a_province(tmp_path, schema_file, province, receiver, 200)
