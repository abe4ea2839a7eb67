"""Rows that are only ever added."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models


class AppendOnlyModel(models.Model):
    """A row that stays: deleting it is refused with the sentence of its model; triggers hold the rest of the table."""

    DELETE_REFUSED: ClassVar[str]

    class Meta:
        abstract = True

    def delete(self, *args, **kwargs):
        """Raise ValidationError: the row stays."""
        raise ValidationError(self.DELETE_REFUSED)
