"""Start page, pages of the team, contacts, reporting a barrier."""

from django.urls import path

from portal.views import barriers, pages, start

app_name = "portal"

urlpatterns = [
    path("", start.start, name="start"),
    path("kontakt/", pages.contacts, name="contacts"),
    path("barriere-melden/", barriers.new, name="barrier_new"),
    path("barriere-melden/danke/", barriers.sent, name="barrier_sent"),
    path("seite/<slug:slug>/", pages.page, name="page"),
]
