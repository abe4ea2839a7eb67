"""What every page of the desk shares: who asks, what day it is, what may not be kept by browsers."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import never_cache

from agencies.text.citations import cited
from agencies.text.language import reads_chinese
from law import Refused
from workflow.cases import policy
from workflow.cases.models import Case
from workflow.labels import said


def sentence(refused: Refused) -> str:
    """Return a refusal with its article, in the reader's language."""
    if not refused.article:
        return said(refused)
    return f"{said(refused)}（{refused.article}）" if reads_chinese() else f"{said(refused)} ({cited(refused.article)})"


class FoundPages(Paginator):
    """The pages of what a search found, counted no further than anybody turns pages: to count them all is to read them all."""

    MOST = 1000

    @cached_property
    def count(self) -> int:
        """Return how many were found, at most `MOST`; there are no pages beyond."""
        return min(self._counted, self.MOST)

    @cached_property
    def count_shown(self) -> str:
        """Return the number as a page shows it: 1000+ where the counting stopped."""
        return f"{self.count}+" if self._counted > self.MOST else str(self.count)

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: self.MOST + 1].count()


@method_decorator(never_cache, "dispatch")
class OfficerPage(LoginRequiredMixin, View):
    """A page for officers."""

    def case(self, pk: int) -> Case:
        """Return a case that the officer may see, or 404."""
        query = policy.visible_to(self.request.user)
        return get_object_or_404(
            query.select_related("application", "agency", "handler__section", "draft", "drafter", "reviewer", "signer"),
            pk=pk,
        )

    def show(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Render a page."""
        user = self.request.user
        base = {
            "today": timezone.localdate(),
            "may_register": policy.may_register(user),
            "sees_cases": policy.sees_cases(user),
        }
        return render(self.request, template, base | context, status=status)


class ClerkPage(OfficerPage):
    """A page for those who take applications in; for all others it does not exist."""

    def dispatch(self, request, *args, **options):
        """Answer 404 to whoever may not register."""
        if request.user.is_authenticated and not policy.may_register(request.user):
            raise Http404
        return super().dispatch(request, *args, **options)
