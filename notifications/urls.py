from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("postausgang/", views.outgoing, name="outgoing"),
    path("postausgang/<slug:name>/", views.mail, name="mail"),
    path("postausgang/<slug:name>/datei/", views.mail_file, name="mail_file"),
]
