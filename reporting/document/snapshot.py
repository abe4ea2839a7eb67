"""The text of a published report as data: every part with its sentences, charts, words and cases, and back again.

Tables are not repeated: they are drawn from the numbers that are published with them.
"""

from typing import Any

from reporting.document.assembly import Block, Document, Section
from reporting.narrative import charts, drilldown
from reporting.narrative.charts import Chart
from reporting.narrative.fragments import LinkedNumber, Sentence, fragment_as_json, fragment_from_json, fragments_of
from reporting.narrative.report import Report
from reporting.table.layout import Grid, grids_of


def parts_as_json(document: Document) -> list[dict[str, Any]]:
    """Return the sections of a document as data."""
    return [
        {"key": section.key, "heading": section.heading, "blocks": [_block(block) for block in section.blocks]}
        for section in document.sections
    ]


def document_from_json(report: Report, parts: list[dict[str, Any]]) -> Document:
    """Return the document of a published report from its kept parts; `report` has its numbers and checks."""
    tables = {grid.key: grid for grid in grids_of(report.sheet)}
    return Document(
        report,
        tuple(
            Section(part["key"], part["heading"], tuple(_read(each, tables) for each in part["blocks"]))
            for part in parts
        ),
    )


def _block(block: Block) -> dict[str, Any]:
    if block.grid:
        return {"table": block.grid.key}
    if block.chart:
        return {"chart": _chart(block.chart)}
    if block.lines:
        return {
            "comparison": [[fragment_as_json(fragment) for fragment in line] for line in block.lines],
            "title": block.text,
        }
    if block.example:
        return {"example": block.example}
    return {"text": [fragment_as_json(fragment) for fragment in fragments_of(block.text)], "own": block.own}


def _read(given: dict[str, Any], tables: dict[str, Grid]) -> Block:
    if "table" in given:
        return Block(grid=tables[given["table"]])
    if "chart" in given:
        return Block(chart=_chart_from(given["chart"]))
    if "comparison" in given:
        return Block(
            text=given["title"],
            lines=tuple(tuple(fragment_from_json(fragment) for fragment in line) for line in given["comparison"]),
        )
    if "example" in given:
        return Block(example=given["example"])
    return Block(text=Sentence.of(*map(fragment_from_json, given["text"])), own=given["own"])


def _chart(chart: Chart) -> dict[str, Any]:
    """Return what a chart shows; where its bars stand is worked out again."""
    bars = [[bar.label, fragment_as_json(bar.counted)] for bar in chart.bars]
    return {
        "key": chart.key, "title": chart.title, "desc": chart.desc, "unit": chart.unit, "note": chart.note,
        "upright": chart.upright, "shared": chart.shared, "head": list(chart.head), "bars": bars,
    }  # fmt: skip


def _chart_from(given: dict[str, Any]) -> Chart:
    parts = [(label, fragment_from_json(number)) for label, number in given["bars"]]
    total = sum(counted.number for _, counted in parts) if given["shared"] else None
    bars = charts.vertical_bars(parts) if given["upright"] else charts.horizontal_bars(parts, total)
    return Chart(
        given["key"],
        given["title"],
        given["desc"],
        given["unit"],
        bars,
        given["upright"],
        given["note"],
        tuple(given["head"]),
    )


def text_numbers_in(document: Document) -> list[LinkedNumber]:
    """Return every number of the text and the charts that is counted beyond the cells of the table."""
    found = []
    for section in document.sections:
        for block in section.blocks:
            lines = [*block.lines, *(block.chart.lines if block.chart else ()), fragments_of(block.text)]
            found += [
                fragment
                for line in lines
                for fragment in line
                if isinstance(fragment, LinkedNumber) and drilldown.is_text_number(fragment.row)
            ]
    return found
