"""What is answered where no view did: a page, or a problem under /api/."""

from django.views import defaults

from config.api import problems


def server_error(request, template_name="500.html"):
    """Answer 500."""
    if request.path.startswith(problems.ROOT):
        return problems.problem_response(request, "failure")
    return defaults.server_error(request, template_name)


def bad_request(request, exception, template_name="400.html"):
    """Answer 400."""
    if request.path.startswith(problems.ROOT):
        return problems.problem_response(request, "malformed")
    return defaults.bad_request(request, exception, template_name)
