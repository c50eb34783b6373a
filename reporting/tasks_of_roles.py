"""What HR and administration find at the entry of the admin."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import access
from accounts.waiting import Task
from mentoring.access import AnyUser


def tasks_for(user: AnyUser) -> list[Task]:
    """Return the ways of each of the user's roles beside the team's."""
    tasks = []
    if access.is_hr(user):
        tasks += [
            Task(
                _("A new staff file keeps people and units up to date."),
                _("Read in the staff file"),
                reverse("admin:accounts_employee_import"),
            ),
            Task(
                _("Experienced leaders are asked to be mentors."),
                _("Invite mentors"),
                reverse("admin:mentoring_mentor_invite"),
            ),
        ]
    if access.is_administration(user):
        tasks += [
            Task(
                _("Who may sign in, and with which role."),
                _("Open the accounts"),
                reverse("admin:accounts_user_changelist"),
            ),
            Task(
                _("People, units and levels, as the staff file describes them."),
                _("Open the directory"),
                reverse("admin:accounts_employee_changelist"),
            ),
        ]
    return tasks
