"""I1, I2 and I11: every sealed text opens in its place, its row is found by it, and none was left in clear."""

from collections import Counter

from django.apps import apps
from django.db import models

from agencies.encryption.fields import BlindIndexField, EncryptedTextField, Sealed
from agencies.encryption.keys import KeyMissing, Unopened
from agencies.encryption.rotation import PLAIN, key_in, sealed_models
from reporting.invariants.findings import Findings, InvariantFinding

BATCH = 1000


def sealed_texts() -> Findings:
    """Yield what stands in clear, what does not open, what is found under another text; a missing key once a column."""
    for columns in sealed_models(apps):
        missing: Counter[tuple[str, str]] = Counter()
        for row in columns.model._base_manager.order_by("pk").only(*columns.names).iterator(chunk_size=BATCH):
            where, opened = f"{columns.model._meta.db_table} #{row.pk}", True
            for one in columns.sealed:
                try:
                    if (found := _fault_of(row, one)) is not None:
                        yield InvariantFinding("I11", found, where)
                except KeyMissing as error:
                    missing[one.column, error.key_id], opened = missing[one.column, error.key_id] + 1, False
                except Unopened as error:
                    opened = False
                    yield InvariantFinding("I1", error.reason, where)
            if opened and not all(_is_found(row, one) for one in columns.indexes):
                yield InvariantFinding("I2", "查找用的散列值与加密的内容不符，请运行 manage.py rotate_keys", where)
        for (column, key_id), count in missing.items():
            what = f"{count} 处用密钥“{key_id}”加密，本机没有这把密钥，读不出来"
            yield InvariantFinding("I1", what, f"{columns.model._meta.db_table}.{column}")


def _fault_of(row: models.Model, one: EncryptedTextField) -> str | None:
    """Return that a text stands in clear; open it otherwise, which raises Unopened where it does not open."""
    stored = row.__dict__[one.attname]
    if key_in(one, stored.text if isinstance(stored, Sealed) else stored) == PLAIN:
        return f"“{one.column}”没有加密，请运行 manage.py rotate_keys"
    getattr(row, one.attname)
    return None


def _is_found(row: models.Model, one: BlindIndexField) -> bool:
    return getattr(row, one.attname) == one.index_of(getattr(row, one.of))
