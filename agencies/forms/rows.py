"""A table in a form: a row for each thing, a box for each column; read as lines whose columns are divided by ｜."""

from collections.abc import Sequence

from django import forms
from django.utils.html import format_html, format_html_join

COLUMNS = "｜"
SPARE = 3  # empty rows below those that are filled


class RowsInput(forms.Widget):
    """Boxes in rows and columns. What is sent as one text, a line for each row, is read too.

    With `named` the first column of a row is given by the page: a row of which nothing else was filled in is none.
    """

    def __init__(self, heads: Sequence[str], *, named: bool = False, attrs=None):
        super().__init__(attrs)
        self.heads, self.named = list(heads), named

    def value_from_datadict(self, data, files, name) -> str | None:
        """Return the lines of the filled rows, as if they had been typed into one field."""
        if name in data:
            return data.get(name)
        lines, sent = [], False
        for row in range(self._sent_rows(data, name)):
            cells = [self._cell(data.get(f"{name}-{row}-{column}", "")) for column in range(len(self.heads))]
            sent = True
            if any(cells[1:] if self.named else cells):
                lines.append(COLUMNS.join(cells).rstrip(COLUMNS))
        return "\n".join(lines) if sent else None

    def value_omitted_from_data(self, data, files, name) -> bool:
        """Say whether the form did not have the table."""
        return name not in data and f"{name}-0-0" not in data

    def render(self, name, value, attrs=None, renderer=None) -> str:
        """Return the table, with some empty rows at its end."""
        rows = [line.replace("|", COLUMNS).split(COLUMNS) for line in (value or "").split("\n") if line.strip()]
        rows += [[] for _ in range(SPARE)]
        width, first = len(self.heads), (attrs or {}).get("id", f"id_{name}")
        heads = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in self.heads))
        body = format_html_join(
            "",
            "<tr>{}</tr>",
            (
                (
                    format_html_join(
                        "",
                        '<td><input type="text" name="{}-{}-{}" value="{}" aria-label="{}" id="{}"></td>',
                        (
                            (
                                name,
                                place,
                                column,
                                cells[column] if column < len(cells) else "",
                                self.heads[column],
                                first if (place, column) == (0, 0) else f"{first}-{place}-{column}",
                            )
                            for column in range(width)
                        ),
                    ),
                )
                for place, cells in enumerate(rows)
            ),
        )
        return format_html('<table class="typed"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', heads, body)

    def _sent_rows(self, data, name) -> int:
        row = 0
        while f"{name}-{row}-0" in data:
            row += 1
        return row

    @staticmethod
    def _cell(text: str) -> str:
        """Return what was typed into one box: one line, and no sign that divides columns."""
        return " ".join(text.replace(COLUMNS, "／").replace("|", "／").split())


def rows_of(text: str, width: int) -> list[list[str]]:
    """Return the rows of a table as they were typed, each with `width` cells."""
    found = []
    for line in filter(str.strip, text.split("\n")):
        cells = [cell.strip() for cell in line.replace("|", COLUMNS).split(COLUMNS)]
        found.append((cells + [""] * width)[:width])
    return found
