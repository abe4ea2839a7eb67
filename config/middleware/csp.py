"""The content security policy: our own files and nothing inline."""

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"
)


def content_security_policy(get_response):
    """Send the policy with every answer that does not bring a stricter one."""

    def middleware(request):
        response = get_response(request)
        if "Content-Security-Policy" not in response and not request.path.startswith("/api/v1/docs"):
            response["Content-Security-Policy"] = POLICY
        return response

    return middleware
