"""The face of the app's models: Django finds them here, nobody else imports it; each stands with its noun."""

from reporting.commentary.models import Example, Passage
from reporting.figures.models import Figure, PublishedTable
from reporting.filing.models import Filing, FilingEvent, FilingTerms
from reporting.publication.models import DrawingFailure, Publication, PublishedFile
from reporting.quality.models import CaseQuality, SupervisorMark
from reporting.supervision.models import SupervisionAnswer, SupervisionNote
from reporting.validation.models import Disposition

__all__ = [
    "CaseQuality",
    "Disposition",
    "DrawingFailure",
    "Example",
    "Figure",
    "Filing",
    "FilingEvent",
    "FilingTerms",
    "Passage",
    "Publication",
    "PublishedFile",
    "PublishedTable",
    "SupervisionAnswer",
    "SupervisorMark",
    "SupervisionNote",
]
