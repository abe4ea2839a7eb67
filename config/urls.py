"""All addresses of the site."""

from django.contrib.auth import views as auth
from django.http import HttpResponse
from django.urls import include, path

from reporting import publishing_pages, supervising

urlpatterns = [
    path("", include("workflow.urls")),
    path("", include("notices.urls")),
    path("report/", include("reporting.urls")),
    path("", include("reporting.statistics_urls")),
    path("watch/", include("reporting.watch_urls")),
    path("supervise/<int:year>/", supervising.Supervise.as_view(), name="supervise"),
    path("published/", publishing_pages.PublicList.as_view(), name="publications"),
    path("published/<int:year>/<str:code>/", publishing_pages.PublicPage.as_view(), name="published"),
    path("published/<int:year>/<str:code>/cell/", publishing_pages.PublicCell.as_view(), name="published-cell"),
    path("published/<int:year>/<str:code>/again/", publishing_pages.PublicAgain.as_view(), name="published-again"),
    path("published/<int:year>/<str:code>/<slug:kind>/", publishing_pages.PublicFile.as_view(), name="published-file"),
    path("api/v1/", include("config.api_urls")),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", lambda request: HttpResponse("ok", content_type="text/plain"), name="health"),
]
