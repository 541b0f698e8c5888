"""All addresses."""

from django.urls import include, path

from densach.people.urls import oidc_urlpatterns

from .api import api

urlpatterns = [
    path("", include("densach.web.urls")),
    path("", include("densach.people.urls")),
    path("", include("densach.reading.urls")),
    path("", include("densach.community.urls")),
    path("", include("densach.records.urls")),
    path("", include("densach.library.urls")),
    *oidc_urlpatterns,
    path("api/v1/", api.urls),
]
handler400 = "densach.web.views.bad_request"
handler403 = "densach.web.views.forbidden"
handler404 = "densach.web.views.not_found"
handler500 = "densach.web.views.server_error"
