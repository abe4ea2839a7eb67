"""All addresses of the site."""

from django.contrib.auth import views as auth
from django.urls import include, path

from config.guide import GuidePage, SignIn
from config.health import views as health
from config.sign_in.second_step import CodePage

urlpatterns = [
    path("", include("workflow.urls")),
    path("", include("notices.urls")),
    path("", include("reporting.urls")),
    path("api/", include("config.api.urls")),
    path("login/", SignIn.as_view(), name="login"),
    path("login/code/", CodePage.as_view(), name="login-code"),
    path("guide/", GuidePage.as_view(), name="guide"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.serving, name="health"),
    path("livez", health.alive, name="health-alive"),
    path("readyz", health.working, name="health-working"),
    path("metrics", health.measured, name="health-metrics"),
]

handler400 = "config.error_pages.bad_request"
handler500 = "config.error_pages.server_error"
