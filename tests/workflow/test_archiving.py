"""Archive packages: complete, the same bytes for the same case, and no byte of them changed unseen."""

import pytest

from tests.workflow.archive import archived, closed


@pytest.mark.django_db
def test_try(office):
    case = closed(office)
    record = archived(office, case)
    from workflow.archiving import check
    v = check(record)
    assert v.whole, v
    import shutil
    shutil.copy(record.package.path, "/tmp/w/try.zip")
