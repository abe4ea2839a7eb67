"""Addresses of agencies, people, calendars and the installation."""

from django.urls import path

from workflow.office.views import account, agencies, files, people, readiness

urlpatterns = [
    path("office/", agencies.Agencies.as_view(), name="office"),
    path("office/add/", agencies.AgencyAdd.as_view(), name="office-add"),
    path("office/agencies/<code:code>/", agencies.AgencyPage.as_view(), name="office-agency"),
    path("office/agencies/<code:code>/facts/", agencies.Facts.as_view(), name="office-facts"),
    path("office/agencies/<code:code>/sections/", agencies.Sections.as_view(), name="office-sections"),
    path("office/agencies/<code:code>/closing/", agencies.Closing.as_view(), name="office-closing"),
    path("office/agencies/<code:code>/people/", people.PersonAdd.as_view(), name="office-person-add"),
    path("office/sections/<key:pk>/", agencies.SectionName.as_view(), name="office-section"),
    path("office/people/<key:pk>/", people.Person.as_view(), name="office-person"),
    path("office/people/<key:pk>/<word:code>/", people.PersonStep.as_view(), name="office-person-step"),
    path("office/files/", files.Files.as_view(), name="office-files"),
    path("office/records/", agencies.Records.as_view(), name="office-records"),
    path("office/ready/", readiness.Ready.as_view(), name="office-ready"),
    path("numbers/<code:code>/continue/", readiness.ContinueNumbers.as_view(), name="numbers-continue"),
    path("office/calendars/", agencies.Calendars.as_view(), name="office-calendars"),
    path("password/", account.Password.as_view(), name="password"),
]
