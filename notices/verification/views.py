"""The page on which anyone may verify a letter."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from agencies.api.limits import CountedThrottle
from notices.verification import selectors as verification_selectors
from notices.verification.forms import VerifyForm
from notices.verification.uploads import MOST_BYTES, HashingUploadHandler

LONGEST_CODE = 200  # characters; more is no code


class VerificationThrottle(CountedThrottle):
    """So many questions a minute from one address; the code itself cannot be guessed (100 bits)."""

    scope = "verify"

    def get_cache_key(self, request, view):
        """Count by address, whoever asks."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters("code")], "dispatch")
class VerifyPage(View):
    """Tell anyone whether a letter is ours: in force, superseded, void or unknown, its number and day, and nothing else.

    The code comes in the body of a POST and the QR code has it behind #, so that it is in no log and no Referer.
    A file is hashed while it passes and kept nowhere. The answer has the same shape whatever was asked.
    """

    def get(self, request):
        return self.answer(request)

    def post(self, request):
        rate = VerificationThrottle()
        if not rate.allow_request(request, self):
            response = self.answer(
                request, 429, refused=_("Too many questions from your address; try again in a minute.")
            )
            response["Retry-After"] = str(int(rate.wait() or 0) + 1)
            return response
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length) > MOST_BYTES + 64 * 1024:
            return self.answer(request, 413, refused=self.too_large())
        handler = HashingUploadHandler(request)
        request.upload_handlers = [handler]  # before the body is read, which the check of the form's token does
        return csrf_protect(self.look)(request, handler)

    def look(self, request, handler: HashingUploadHandler) -> HttpResponse:
        """Look the code or the hash of the file up."""
        form = VerifyForm(request.POST, request.FILES)
        given = form.cleaned_data if form.is_valid() else {"code": "", "file": None}
        file, code = given["file"], given["code"]
        if handler.too_large:
            return self.answer(request, 413, refused=self.too_large())
        if not code and (file is None or not file.size):
            return self.answer(request, 422, refused=_("Give the code of the letter, or choose its PDF file."))
        found = (
            verification_selectors.letters_by_file(file.sha256)
            if file
            else verification_selectors.letters_by_code(code[:LONGEST_CODE])
        )
        return self.answer(request, asked=True, found=found, by_file=bool(file))

    @staticmethod
    def too_large() -> str:
        """Return the sentence for a file that is no letter of ours by its size alone."""
        return _("The file is larger than 10 MB; letters never are.")

    def answer(self, request, status=200, **context) -> HttpResponse:
        """Render the page."""
        return render(request, "notices/verification/verify.html", context, status=status)
