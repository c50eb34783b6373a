"""Fills an empty demo installation, and prints how to sign in."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from accounts.demo import protect
from accounts.models import Employee, User
from accounts.models.users import LONG_PASSWORD
from portal.demo.build import SignIn, build


class Command(BaseCommand):
    help = "Fills an empty demo installation with an invented town hall."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo installation. Nothing was changed.")
        note: Path = settings.VAR_DIR / "demo.json"
        if not Employee.objects.exists():
            now = timezone.now()
            made = build(now=now, today=timezone.localdate(now))
            note.write_text(json.dumps([asdict(sign_in) for sign_in in made]))
        sign_ins = [SignIn(**entry) for entry in json.loads(note.read_text())] if note.exists() else []
        emails = [sign_in.email for sign_in in sign_ins]
        _open_with(settings.DEMO_PASSWORD, emails)
        protect(list(User.objects.filter(email__in=emails)))
        for sign_in in sign_ins:
            self.stdout.write(f"{sign_in.role:20}{sign_in.email}")
        if sign_ins:
            self.stdout.write(f"{'Password':20}{settings.DEMO_PASSWORD}")
            self.stdout.write(
                f"{'Second step':20}{settings.BASE_URL}{reverse('notifications:outgoing')} shows the codes"
            )


def _open_with(password: str, emails: list[str]) -> None:
    """Let the present password open the accounts. They share one hash: to make or check one takes long."""
    users = list(User.objects.filter(email__in=emails))
    hashes = {user.password for user in users}
    if len(hashes) != 1 or not check_password(password, hashes.pop()):
        User.objects.filter(pk__in=[user.pk for user in users]).update(
            password=make_password(password), password_is_short=len(password) < LONG_PASSWORD
        )
