"""Start page, pages of the team, contacts."""

from django.urls import path

from portal.views import health, pages, start

app_name = "portal"

urlpatterns = [
    path("", start.start, name="start"),
    path("healthz", health.health, name="health"),
    path("kontakt/", pages.contacts, name="contacts"),
    path("seite/<slug:slug>/", pages.page, name="page"),
]
