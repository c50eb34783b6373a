from django.urls import path

from notifications.views import calendar, mailbox, preferences

app_name = "notifications"

urlpatterns = [
    path("postausgang/", mailbox.outgoing, name="outgoing"),
    path("postausgang/<slug:name>/", mailbox.mail, name="mail"),
    path("postausgang/<slug:name>/datei/", mailbox.mail_file, name="mail_file"),
    path("einstellungen/", preferences.preferences, name="preferences"),
    path("kalender/", calendar.overview, name="calendar"),
    path("kalender/einrichten/", calendar.set_up, name="calendar_set_up"),
    path("kalender/neue-adresse/", calendar.renew, name="calendar_renew"),
    path("kalender/abschalten/", calendar.switch_off, name="calendar_switch_off"),
    path("kalender/<slug:token>.ics", calendar.feed, name="calendar_feed"),
]
