"""Start page, pages of the team, contacts."""

from django.urls import path

from portal.views import pages, start

app_name = "portal"

urlpatterns = [
    path("", start.start, name="start"),
    path("kontakt/", pages.contacts, name="contacts"),
    path("seite/<slug:slug>/", pages.page, name="page"),
]
