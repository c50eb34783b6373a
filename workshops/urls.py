from django.urls import path

from workshops import views

app_name = "workshops"

urlpatterns = [
    path("", views.workshop_list, name="list"),
    path("<id:pk>/", views.workshop_detail, name="detail"),
    path("<id:pk>/anmelden/", views.register, name="register"),
    path("<id:pk>/absagen/", views.cancel, name="cancel"),
    path("<id:pk>/termin.ics", views.calendar_file, name="calendar"),
    path("<id:pk>/teilnahme/", views.attendance, name="attendance"),
]
