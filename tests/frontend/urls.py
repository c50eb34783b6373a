"""The addresses of the site and those of the gallery."""

from django.urls import include, path

from tests.frontend import gallery, gallery_admin

urlpatterns = [
    path("gallery/widgets/", gallery.widgets),
    path("gallery/crispy/", gallery.laid_out),
    path("gallery/formset/", gallery.formset),
    path("gallery/components/", gallery.components),
    path("gallery/missing/<int:number>/", gallery.missing),
    path("gallery/forbidden/", gallery.forbidden),
    path("gallery/broken/", gallery.broken),
    path("gallery/verwaltung/", gallery_admin.site.urls),
    path("", include("config.urls")),
]
