"""The Regulations word for word, opened beside every citation."""

from django.http import Http404

from law.regulations.texts import REGULATIONS
from workflow.pages import OfficerPage


class RegulationsPage(OfficerPage):
    """The whole text of one of the Regulations (2007 or 2019), each article under its number: `#a33`."""

    def get(self, request, year):
        regulation = REGULATIONS.get(str(year))
        if regulation is None:
            raise Http404
        others = [code for code in REGULATIONS if code != regulation.code]
        return self.show(
            "workflow/desk/regulations.html",
            regulation=regulation,
            articles=regulation.articles.values(),
            others=others,
        )
