"""填写记录、制发公文：a record for the file or a letter that moves nothing."""

from rest_framework import serializers

from agencies.installation.remedy_texts import remedy_texts
from law import Refused
from notices.kinds.catalogue import KINDS, PAPERS, build
from notices.letters.composition import Composed, compose
from notices.wording.services import released
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice
from workflow.cases.act import ACTS, Act, ActContext
from workflow.evidence.other_conclusions import check_rectified
from workflow.evidence.searches import check_search
from workflow.papers.case_file import earlier_letter, fixed_facts

REPLIED = {"2007": "条例21", "2019": "条例36"}  # what a reply concludes


class WritePaper(Act):
    """填写记录、制发公文: what its facts lack is refused by name."""

    code = "write_paper"
    api_fields = {
        "kind": serializers.ChoiceField(list(PAPERS)),
        "facts": api_fields.facts("What the paper says, as `render_notice --sample <kind>` prints it"),
    }

    def clean(self, context, data):
        kind = choice(data, "kind", "公文", PAPERS)
        given = data.get("facts")
        if not isinstance(given, dict):
            raise Refused("公文的事实应当是一组名称和内容", field="facts", english="facts must be an object")
        about = earlier_letter(context.case, given.get("earlier_number")) if kind == "rectification" else {}
        if kind == "search_sheet":
            article = KINDS[kind].ARTICLES[context.case.regulation]
            check_search(context.case.agency, given.get("record"), article, "record")
        typed = build(kind, given | fixed_facts(context.case, kind) | about)
        if kind == "rectification":
            check_rectified(typed.wrong, typed.right, REPLIED[context.case.regulation])
        return {"kind": kind, "title": typed.TITLE, "facts": typed.to_json()}

    def letter_kind(self, event, regulation):
        return event.data["kind"]

    def letter_facts(self, case, event, projection):
        return event.data["facts"]


def preview(context: ActContext, data: dict) -> Composed:
    """Compose the paper that the act would make, and store nothing; raise Refused as the act would."""
    prepared = ACTS[WritePaper.code].prepare(context, data)
    return compose(
        agency=context.case.agency,
        kind=prepared["kind"],
        facts=prepared["facts"],
        dated=context.on,
        regulation=context.case.regulation,
        letters=remedy_texts(),
        wording=released(context.case.agency, prepared["kind"]),
    )
