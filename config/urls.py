"""All addresses of the site."""

from django.contrib.auth import views as auth
from django.http import HttpResponse
from django.urls import include, path

from config.guide import Guide, SignIn
from reporting.filing.views import government as supervising
from reporting.publication.views import publish as publishing_pages

urlpatterns = [
    path("", include("workflow.urls")),
    path("", include("notices.urls")),
    path("report/", include("reporting.publication.urls")),
    path("", include("reporting.statistics.urls")),
    path("watch/", include("reporting.supervision.urls")),
    path("supervise/<year:year>/", supervising.Supervise.as_view(), name="supervise"),
    path("published/", publishing_pages.PublicList.as_view(), name="publications"),
    path("published/<year:year>/<code:code>/", publishing_pages.PublicPage.as_view(), name="published"),
    path("published/<year:year>/<code:code>/cell/", publishing_pages.PublicCell.as_view(), name="published-cell"),
    path("published/<year:year>/<code:code>/again/", publishing_pages.PublicAgain.as_view(), name="published-again"),
    path(
        "published/<year:year>/<code:code>/<word:kind>/", publishing_pages.PublicFile.as_view(), name="published-file"
    ),
    path("api/", include("config.api_urls")),
    path("login/", SignIn.as_view(), name="login"),
    path("guide/", Guide.as_view(), name="guide"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", lambda request: HttpResponse("ok", content_type="text/plain"), name="health"),
]

handler400 = "config.error_pages.bad_request"
handler500 = "config.error_pages.server_error"
