"""What every answer tells a browser: load our own files alone, keep nothing, show it in no page of others, forget it after signing out."""

from django.conf import settings
from django.utils.cache import add_never_cache_headers

from config.api import problems

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)
FRAMED = {"DENY": "'none'", "SAMEORIGIN": "'self'"}  # what a view says in the older header is said in the policy too
# The two pages of the API's documents write their scripts and styles into themselves; they hold nobody's data.
DOCUMENTS = "/api/v1/docs"
DOCUMENTS_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'self'; object-src 'none'"
)
POWERS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
FORGET = '"cache", "storage"'  # not "cookies": the browser stays known for its person (docs/decisions/0066)


class ResponseHeadersMiddleware:
    """Send with every answer what it does not bring itself; a stricter policy or a time to live of its own stands."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on, and complete the answer."""
        response = self.get_response(request)
        documents = request.path.startswith(DOCUMENTS)
        policy = response.get("Content-Security-Policy", DOCUMENTS_POLICY if documents else POLICY)
        framed = FRAMED[response.get("X-Frame-Options", "DENY")]
        response["Content-Security-Policy"] = f"{policy}; frame-ancestors {framed}"
        response.setdefault("Permissions-Policy", POWERS)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        if request.method == "POST" and getattr(request.resolver_match, "url_name", "") == "logout":
            response["Clear-Site-Data"] = FORGET
        return response


class ApiOverHttpsMiddleware:
    """Refuse the API over plain HTTP where HTTPS is asked for: a redirect would hide that a token had been sent in the open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer 403 with the reason, or pass the request on."""
        if settings.HTTPS_ONLY and not request.is_secure() and request.path.startswith(problems.ROOT):
            sentence = "接口只接受 HTTPS 请求；刚才随请求发出的令牌应视为已经泄露，请换一个。 / The API takes HTTPS requests alone; a token sent just now counts as lost: change it."
            return problems.problem_response(request, "not-permitted", sentence)
        return self.get_response(request)
