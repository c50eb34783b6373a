"""Removes the second factor of an account, where nobody of the administration can do it in the admin."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import signing_in
from accounts.models import User


class Command(BaseCommand):
    help = "Removes the second factor of an account and signs it out everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        signing_in.remove_second_factor(user, by=None)
        self.stdout.write("Done. The next sign-in takes one step; the admin asks for a new second factor.")
