"""All addresses; each app's own stand in its interfaces/urls.py."""

from django.urls import include, path
from django.views.defaults import page_not_found
from drf_spectacular.views import SpectacularAPIView

from consult.health import healthz

handler400 = "alliance.interfaces.errors.bad_request"
handler403 = "alliance.interfaces.errors.forbidden"
handler404 = "alliance.interfaces.errors.not_found"
handler500 = "alliance.interfaces.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # An address is proved by the link sent to it: nobody changes it to one that it does not own.
    path("accounts/email/", page_not_found, {"exception": None}, name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("", include("alliance.interfaces.urls")),
    path("", include("proposals.interfaces.urls")),
    path("", include("voting.interfaces.urls")),
    path("", include("consult.interfaces.urls")),
]
