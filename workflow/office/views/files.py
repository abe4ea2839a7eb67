"""What the administrator mends: stored files that are not as they were kept, letters that could not be drawn so far."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.administration import policy
from agencies.stored_files import sweeping
from agencies.stored_files.models import FileFault
from notices.letters.selectors import failed_to_render, failed_to_sign
from notices.rendering.queue import retry_letter
from workflow.office.forms.buttons import RetryForm
from workflow.office.views.agencies import OfficePage

SHOWN = 200
LOOKED_AT = 200  # files that one click looks at again


class FilesPage(OfficePage):
    """The list of files that are missing, altered, unreadable or nobody's, and of what waits after a failure."""

    def get(self, request):
        """Show both lists."""
        unresolved = FileFault.objects.filter(resolved_at__isnull=True)
        agencies = policy.managed_agencies(request.user)
        letters = failed_to_render().filter(agency__in=agencies).select_related("agency")
        copies = failed_to_sign().filter(letter__agency__in=agencies).select_related("letter__agency")
        return self.show(
            "workflow/office/files.html",
            tab="files",
            faults=unresolved[:SHOWN],
            count=unresolved.count(),
            resolved=FileFault.objects.filter(resolved_at__isnull=False).order_by("-resolved_at")[:10],
            failures=[(one, one.render_error, one) for one in letters[:SHOWN]]
            + [(one.letter, one.error, one) for one in copies[:SHOWN]],
        )

    def post(self, request):
        """Look at the listed files again, or let what failed be tried now."""
        if RetryForm(request.POST).sent["again"]:
            agencies = policy.managed_agencies(request.user)
            letters = list(failed_to_render().filter(agency__in=agencies)[:SHOWN])
            letters += [
                one.letter
                for one in failed_to_sign().filter(letter__agency__in=agencies).select_related("letter")[:SHOWN]
            ]
            done = sum(retry_letter(letter) for letter in letters)
            messages.success(
                request,
                ngettext("%(n)s is tried again within a minute.", "%(n)s are tried again within a minute.", done)
                % {"n": done},
            )
            return redirect("office-files")
        now = timezone.now()
        looked = list(FileFault.objects.filter(resolved_at__isnull=True).order_by("seen_at")[:LOOKED_AT])
        right = sum(sweeping.check_again(fault, now) for fault in looked)
        messages.info(
            request, _("Looked at %(n)s files: %(right)s are right now.") % {"n": len(looked), "right": right}
        )
        return redirect("office-files")
