"""All addresses. Each app names its own; none is repeated here."""

from django.contrib import admin
from django.urls import include, path

handler403 = "accounts.typed_texts.not_allowed"
handler404 = "accounts.typed_texts.not_found"

urlpatterns = [
    path("", include("config.operation.urls")),
    path("verwaltung/", admin.site.urls),
    path("konto/", include("accounts.urls")),
    path("workshops/", include("workshops.urls")),
    path("nachrichten/", include("notifications.urls")),
    path("ihre-daten/", include("privacy.urls")),
    path("", include("mentoring.urls")),
    path("", include("portal.urls")),
]
