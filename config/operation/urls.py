"""For programs that watch over the installation: plain addresses, as they expect them."""

from django.urls import path

from config.operation import views

app_name = "operation"

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("readyz", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
