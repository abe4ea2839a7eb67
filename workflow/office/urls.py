"""Addresses of agencies, people, calendars and the installation."""

from django.urls import path

from workflow.office.views import account, agencies, files, notices, people, places, readiness, security, texts

urlpatterns = [
    path("office/", agencies.AgencyListPage.as_view(), name="office"),
    path("office/add/", agencies.AgencyAdd.as_view(), name="office-add"),
    path("office/agencies/<code:code>/", agencies.AgencyPage.as_view(), name="office-agency"),
    path("office/agencies/<code:code>/facts/", agencies.AgencyFactsPage.as_view(), name="office-facts"),
    path("office/agencies/<code:code>/sections/", agencies.SectionsPage.as_view(), name="office-sections"),
    path("office/agencies/<code:code>/places/", places.RecordPlacesPage.as_view(), name="office-places"),
    path("office/agencies/<code:code>/closing/", agencies.ClosingPage.as_view(), name="office-closing"),
    path("office/agencies/<code:code>/people/", people.PersonAdd.as_view(), name="office-person-add"),
    path("office/sections/<key:pk>/", agencies.SectionName.as_view(), name="office-section"),
    path("office/people/<key:pk>/", people.PersonPage.as_view(), name="office-person"),
    path("office/people/<key:pk>/<word:code>/", people.PersonStep.as_view(), name="office-person-step"),
    path("office/files/", files.FilesPage.as_view(), name="office-files"),
    path("office/records/", agencies.ChangeRecordsPage.as_view(), name="office-records"),
    path("office/alarms/", security.AlarmsPage.as_view(), name="office-alarms"),
    path("office/alarms/<key:pk>/seen/", security.AlarmSeen.as_view(), name="office-alarm-seen"),
    path("office/ready/", readiness.ReadinessPage.as_view(), name="office-ready"),
    path("numbers/<code:code>/continue/", readiness.ContinueNumbers.as_view(), name="numbers-continue"),
    path("office/calendars/", agencies.CalendarsPage.as_view(), name="office-calendars"),
    path("office/calendars/notices/", notices.NoticesPage.as_view(), name="office-notices"),
    path("office/calendars/notices/<key:pk>/", notices.NoticeDetailPage.as_view(), name="office-notice"),
    path("office/calendars/notices/<key:pk>/<word:code>/", notices.NoticeStep.as_view(), name="office-notice-step"),
    path("office/texts/", texts.TextsPage.as_view(), name="office-texts"),
    path("office/texts/<key:pk>/", texts.TextDetailPage.as_view(), name="office-text"),
    path("office/texts/<key:pk>/<word:code>/", texts.TextStep.as_view(), name="office-text-step"),
    path("password/", account.PasswordPage.as_view(), name="password"),
]
