"""What the programme holds of whoever is signed in."""

from django.urls import path

from privacy import views

app_name = "privacy"

urlpatterns = [
    path("", views.own_data, name="own_data"),
    path("anfordern/", views.request_export, name="export_request"),
    path("fortschritt/", views.progress, name="export_progress"),
    path("<id:pk>/<slug:file_format>/", views.fetch, name="export_fetch"),
]
