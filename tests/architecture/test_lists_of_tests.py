"""The lists that name test files find every one of them: a file that was moved must not fall out unseen."""

from tests.conftest import DIFFERING, LOADING, LONG, TESTS


def test_every_file_that_a_list_names_is_there():
    assert [path for path in (*DIFFERING, *LONG, *(TESTS / name for name in LOADING)) if not path.is_file()] == []
