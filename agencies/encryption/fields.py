"""Columns of a model that are sealed, and columns by which their rows are found again without opening any."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from agencies.encryption.sealing import blind_index, is_sealed, open_sealed, seal

LOOKUPS = ("exact", "in", "isnull")  # with "" alone: whether there is anything


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text as the database has it. It is no string, so that nothing compares or prints it for what it holds."""

    text: str

    def __str__(self) -> str:
        return "〔已加密〕"


class OpenedAttribute(DeferredAttribute):
    """Opens the text of a row when it is first read: a list that does not show it does not open it either."""

    def __get__(self, instance, cls=None):
        """Return the text; raise KeyMissing or Unreadable where it cannot be opened."""
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = open_sealed(value.text, self.field.place_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance, value):
        """Keep what is given: sealed as it came from the database, or a text."""
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """A text that is sealed in the database for its table, column and row; the row is known by the fields of `bound_to`.

    These are given before the row is stored and never change. An empty text stays empty. So do the words of
    `in_clear`, such as what is left of a destroyed case. `max_length` counts characters of the text; forms and services hold it. Texts from before encryption are read as they stand; `verify` names them.
    """

    descriptor_class = OpenedAttribute

    def __init__(self, *args, bound_to: Sequence[str] = (), in_clear: Sequence[str] = (), **options):
        self.bound_to, self.in_clear = tuple(bound_to), tuple(in_clear)
        super().__init__(*args, **options)

    def deconstruct(self):
        """Name the fields that say which row it is, and the words that may stand in clear."""
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"bound_to": self.bound_to, "in_clear": self.in_clear}

    def place_of(self, instance: models.Model) -> str:
        """Return for which place the text of a row is sealed."""
        row = "|".join(_plain(getattr(instance, name)) for name in self.bound_to)
        return f"{self.model._meta.db_table}.{self.column}#{row}"

    def from_db_value(self, value, _expression, _connection):
        """Return a sealed text unopened."""
        return Sealed(value) if value and is_sealed(value) else value

    def pre_save(self, model_instance, add):
        """Seal the text of a row for its place; what was never opened stays as it is."""
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str) and value and value not in self.in_clear:
            return Sealed(seal(value, self.place_of(model_instance)))
        return value

    def get_prep_value(self, value):
        """Return what the column takes; raise FieldError for a text without its row, which cannot be sealed or looked up."""
        if isinstance(value, Sealed):
            return value.text
        if value and value not in self.in_clear:
            raise FieldError(f"{self.model._meta.label}.{self.name} is sealed: look it up by its blind index")
        return value

    def get_lookup(self, lookup_name):
        """Raise FieldError for whatever would search in sealed texts."""
        if lookup_name not in LOOKUPS:
            raise FieldError(f"{self.model._meta.label}.{self.name} is sealed: it has no lookup {lookup_name}")
        return super().get_lookup(lookup_name)


def _plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


class BlindIndexField(models.CharField):
    """Under what a row is found by a sealed column of it: written with the row, from the form in which it compares."""

    def __init__(self, *args, of: str = "", form: Callable[[str], str] = str, **options):
        self.of, self.form = of, form
        super().__init__(*args, **{"max_length": 64, "blank": True, "default": "", "db_index": True} | options)

    def deconstruct(self):
        """Name the column, and how a text of it compares."""
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of, "form": self.form}

    def index_of(self, text: str) -> str:
        """Return under what a row with this text stands."""
        return blind_index(self.of, self.form(text))

    def pre_save(self, model_instance, add):
        """Write it with what the column says."""
        value = self.index_of(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value
