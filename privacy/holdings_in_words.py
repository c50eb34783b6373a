"""What is held of persons, as those read it whom it is about: kind by kind, what for, who reads it, how long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import inventory, retention
from accounts.inventory import Holding
from privacy.overview import in_words


@dataclass(frozen=True)
class Described:
    """One kind of data in words."""

    # For programs, and the same in every version: "mentoring.mentee".
    code: str
    what: str
    purpose: str
    readers: Sequence[str]
    # How long it is kept: a sentence for each period, of which the first that is over counts.
    kept: Sequence[str]


def described(holding: Holding) -> Described:
    return Described(
        code=holding.model._meta.label_lower,
        what=str(holding.what),
        purpose=str(holding.purpose),
        readers=[str(reader.label) for reader in holding.readers] or [pgettext("who reads it", "nobody")],
        kept=list(_kept(holding)),
    )


def all_described() -> list[Described]:
    """Return everything that is held of anybody. Reads nothing of it."""
    return [described(holding) for holding in inventory.holdings()]


def _kept(holding: Holding) -> Iterator[str]:
    rules = {rule.code: rule for rule in retention.rules()}
    for code in holding.periods:
        rule = rules[code]
        parts = {"what": rule.what, "begins": rule.begins, "period": in_words(rule.days)}
        if rule.days:
            yield _("%(what)s: %(period)s; beginning of the period: %(begins)s") % parts
        else:
            yield _("%(what)s: gone at once, %(begins)s") % parts
    if not holding.periods:
        yield str(holding.on_erasure)
