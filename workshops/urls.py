from django.urls import path

from workshops import views

app_name = "workshops"

urlpatterns = [
    path("", views.workshop_list, name="list"),
    path("<int:pk>/", views.workshop_detail, name="detail"),
    path("<int:pk>/anmelden/", views.register, name="register"),
    path("<int:pk>/absagen/", views.cancel, name="cancel"),
    path("<int:pk>/termin.ics", views.calendar_file, name="calendar"),
    path("<int:pk>/teilnahme/", views.attendance, name="attendance"),
]
