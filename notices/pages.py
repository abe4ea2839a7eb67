"""What the pages of this floor have in common: who may open one, how it is shown, how a refusal is told."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from agencies.organisation.models import Agency
from notices import policy


@method_decorator(never_cache, "dispatch")
class NoticesPage(LoginRequiredMixin, View):
    """A page of the numbers; an agency that one may not see is 404."""

    def agency(self, code: str) -> Agency:
        """Return the agency of the address."""
        return get_object_or_404(policy.register_agencies(self.request.user), code=code)

    def show(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Render a page of the desk."""
        user = self.request.user
        base = {
            "today": timezone.localdate(),
            "may_register": policy.may_keep_register(user, user.agency),
            "sees_cases": policy.sees_cases(user),
            "here": "numbers",
        }
        return render(self.request, template, base | context, status=status)
