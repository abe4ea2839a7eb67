"""All addresses of the site."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("", include("workflow.urls")),
    path("report/", include("reporting.urls")),
    path("", include("reporting.statistics_urls")),
    path("api/v1/", include("config.api_urls")),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("healthz", lambda request: HttpResponse("ok", content_type="text/plain"), name="health"),
]
