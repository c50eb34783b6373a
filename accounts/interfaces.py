"""The interfaces: every way on which data of persons comes in, goes out or is kept outside the application.

An app describes its own and registers them when it is ready. The documents for data protection read this,
and so say what this installation does: an interface that is not set up is not among them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.inventory import Words


class Direction(TextChoices):
    """Which way data goes."""

    IN = "in", _("in")
    OUT = "out", _("out")
    BOTH = "both", _("in and out")


def always() -> bool:
    """What an interface says that every installation has."""
    return True


@dataclass(frozen=True)
class Interface:
    """One way in or out, in words for whoever judges whether it may be."""

    # What it is known by, and the modules that let data in or out there.
    code: str
    modules: tuple[str, ...]
    title: Words
    direction: Direction
    # Which data, and which on purpose not.
    data: Words
    # From whom or to whom.
    party: Words
    occasion: Words
    protection: Words
    is_in_use: Callable[[], bool] = always


_interfaces: dict[str, Interface] = {}


def register(*interfaces: Interface) -> None:
    """Make interfaces known. Called from an app's `ready()`."""
    _interfaces.update({each.code: each for each in interfaces})


def all_interfaces() -> list[Interface]:
    """Return every interface that the application knows, whether it is set up here or not."""
    return list(_interfaces.values())


def interfaces_in_use() -> list[Interface]:
    """Return the interfaces of this installation."""
    return [each for each in all_interfaces() if each.is_in_use()]
