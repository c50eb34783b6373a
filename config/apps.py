"""Puts the programme's own admin site in the place of the stock one."""

from django.contrib.admin import site
from django.contrib.admin.apps import AdminConfig
from django.urls import register_converter

from config.converters import IdConverter

# Registered by the libraries, behind permissions that this project does not use.
NOT_OURS = (
    *("auth.group", "account.emailaddress", "mfa.authenticator"),
    *("socialaccount.socialaccount", "socialaccount.socialapp", "socialaccount.socialtoken"),
)


class ProgrammeAdminConfig(AdminConfig):
    default_site = "config.admin.ProgrammeAdminSite"

    def ready(self) -> None:
        """Find the admin classes of the apps, leave out those of the libraries, and let addresses name rows."""
        super().ready()
        # Whichever addresses are read first can use it.
        register_converter(IdConverter, "id")
        site.unregister([model for model in site._registry if model._meta.label_lower in NOT_OURS])
