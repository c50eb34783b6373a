"""Fills an empty demo installation, and prints how to sign in."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Employee, User
from portal.demo.build import SignIn, build


class Command(BaseCommand):
    help = "Fills an empty demo installation with an invented town hall. Where there are people already, changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo installation. Nothing was changed.")
        note: Path = settings.VAR_DIR / "demo.json"
        if not Employee.objects.exists():
            now = timezone.now()
            made = build(password=settings.DEMO_PASSWORD, now=now, today=timezone.localdate(now))
            note.write_text(json.dumps([asdict(sign_in) for sign_in in made]))
        sign_ins = [SignIn(**entry) for entry in json.loads(note.read_text())] if note.exists() else []
        for sign_in in sign_ins:
            _open_with(settings.DEMO_PASSWORD, sign_in.email)
            self.stdout.write(f"{sign_in.role:20}{sign_in.email}")
        if sign_ins:
            self.stdout.write(f"{'Password':20}{settings.DEMO_PASSWORD}")


def _open_with(password: str, email: str) -> None:
    """Let the present password open the account, whichever it was made with."""
    user = User.objects.filter(email=email).first()
    if user is not None and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
