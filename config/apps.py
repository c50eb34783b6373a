"""Puts the programme's own admin site in the place of the stock one."""

from django.contrib.admin.apps import AdminConfig


class ProgrammeAdminConfig(AdminConfig):
    default_site = "config.admin.ProgrammeAdminSite"
