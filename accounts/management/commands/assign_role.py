"""Gives somebody a role, where nobody else of the administration can: in the admin nobody gives one to herself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import accounts
from accounts.models import Role, User


class Command(BaseCommand):
    help = "Gives an account a role, and tells the team's mailbox."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args: Any, email: str, role: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        accounts.assign_role(user, Role(role), by=None)
        self.stdout.write("Done.")
