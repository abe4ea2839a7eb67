"""Rows with which several tests begin, written once: what Django's `setUpTestData` is to a class, for fixtures of pytest.

`@shared_data` makes a fixture of a function. The first test that asks for it runs the function in a transaction that stays
open; every test has a savepoint of its own in it (`db` of pytest-django) and a deep copy of what the function returned, so
that no test sees what another did to rows, objects or stored files. For a test that asks for another, or for none, it is rolled back first.
"""

import copy
import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

DATABASE_OF_THE_TEST = "_django_db_helper"  # the fixture of pytest-django that opens the transaction of a test


def shared_data(build: Callable[..., Any] | None = None, *, params=None, ids=None) -> Any:
    """Make a fixture of a function that writes rows; with `params` it is given one of them."""
    if build is None:
        return lambda function: shared_data(function, params=params, ids=ids)

    def copied(request, db, opened_data):
        if opened_data.key is None:  # a test with real transactions has its own rows
            return build(*parameters(request.node, request.fixturename))
        return copy.deepcopy(opened_data.made)

    copied.build, copied.__doc__ = build, build.__doc__
    return pytest.fixture(name=build.__name__, params=params, ids=ids)(copied)


class OpenedData:
    """The one transaction of this process in which shared rows stand, what its function returned, and the files that it stored."""

    def __init__(self):
        self.key, self.made, self.files, self.block = None, None, {}, None

    def open_for(self, key: tuple | None) -> None:
        """Have the rows of a function and its files as it stored them; None: have none."""
        if key != self.key:
            self.close()
            if key is not None:
                self._write(key)
        for name, body in self.files.items():
            path = Path(settings.MEDIA_ROOT, name)
            if not path.is_file() or path.read_bytes() != body:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_bytes(body)

    def _write(self, key: tuple) -> None:
        build, *param = key
        self.block = transaction.atomic()
        self.block._from_testcase = True  # as Django's own: durable blocks may begin in it
        self.block.__enter__()
        try:
            with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
                self.made = build(*param)
                stored = [path for path in Path(folder).rglob("*") if path.is_file()]
                self.files = {path.relative_to(folder): path.read_bytes() for path in stored}
        except BaseException:
            self.close()
            raise
        self.key = key

    def close(self) -> None:
        """Take the rows back."""
        if self.block is None:
            return
        assert connection.atomic_blocks[-1] is self.block, "a fixture of a module or session has a transaction open"
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.__init__()


OPENED = pytest.StashKey[OpenedData]()  # where the session keeps it


def parameters(item: pytest.Item, name: str) -> tuple:
    """Return what a test gives to a fixture that has parameters."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    return (given[name],) if name in given else ()


def has_real_transactions(item: pytest.Item) -> bool:
    """Tell whether a test commits, so that its database is emptied after it."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(item.fixturenames)
    return bool(asked or (marker and marker.kwargs.get("transaction")))


def key_of(item: pytest.Item) -> tuple | None:
    """Return the function, and its parameter, whose rows a test asks for; None: no shared ones."""
    found = set()
    for name in getattr(item, "fixturenames", ()):
        definition = item._fixtureinfo.name2fixturedefs.get(name, (None,))[-1]
        if build := getattr(getattr(definition, "func", None), "build", None):
            found.add((build, *parameters(item, name)))
    if not found or has_real_transactions(item):
        return None
    if len(found) > 1:
        raise pytest.UsageError(f"{item.nodeid} asks for two sets of shared rows; make one of them")
    return next(iter(found), None)


def together(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return tests so that those of one file that share rows follow one another; all else in its order."""
    ordered = []
    for _path, group in groupby(items, key=lambda item: item.path):
        keyed = [(key_of(item), item) for item in group]
        first = {key: place for place, (key, _item) in reversed([*enumerate(keyed)])}
        ordered += [item for _key, item in sorted(keyed, key=lambda pair: first[pair[0]])]
    return ordered
