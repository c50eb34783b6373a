"""Somebody who is erased in the very moment in which she does something."""

from types import ModuleType

import pytest

from accounts.actions.accounts import lock_own
from accounts.models import User
from tests.factories import NOW


def erase_while_acting(monkeypatch: pytest.MonkeyPatch, actions: ModuleType) -> None:
    """Let whoever asks these actions for something have been erased just before they lock her account."""

    def erase_and_lock(user: User) -> None:
        User.objects.filter(pk=user.pk).update(erased_at=NOW)
        lock_own(user)

    monkeypatch.setattr(actions, "lock_own", erase_and_lock)
