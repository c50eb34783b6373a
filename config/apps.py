"""Puts the programme's own admin site in the place of the stock one."""

from django.contrib.admin import site
from django.contrib.admin.apps import AdminConfig

# Registered by the libraries, behind permissions that this project does not use.
NOT_OURS = ("auth.group", "account.emailaddress")


class ProgrammeAdminConfig(AdminConfig):
    default_site = "config.admin.ProgrammeAdminSite"

    def ready(self) -> None:
        """Find the admin classes of the apps, and leave out those of the libraries."""
        super().ready()
        site.unregister([model for model in site._registry if model._meta.label_lower in NOT_OURS])
