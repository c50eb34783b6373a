"""Rows of the data catalogue: what the apps registered, in words for tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.evaluations import evaluations
from accounts.interfaces import Interface
from accounts.inventory import (
    TECHNICAL,
    Holding,
    Impersonal,
    Reader,
    Sphere,
    Words,
    holdings,
    impersonal,
)
from accounts.retention import rules
from privacy.naming import name_of
from privacy.overview import in_words

# Tables of the framework that hold nothing but names of tables.
OF_THE_FRAMEWORK = (ContentType, Permission)


@dataclass(frozen=True)
class HoldingRow:
    """One kind of data."""

    what: str
    purpose: str
    readers: str
    periods: str
    on_erasure: str
    remark: str
    # Fields that an export holds, and those that it does not, with the reasons.
    exported: str
    left_out: str


@dataclass(frozen=True)
class Group:
    """The kinds of data of one sphere."""

    title: str
    rows: list[HoldingRow]


@dataclass(frozen=True)
class PeriodRow:
    what: str
    begins: str
    length: str
    outcome: str


@dataclass(frozen=True)
class EvaluationRow:
    title: str
    purpose: str
    data: str
    readers: str
    detail: str
    excluded: str


@dataclass(frozen=True)
class InterfaceRow:
    title: str
    direction: str
    data: str
    party: str
    occasion: str
    protection: str


def groups() -> list[Group]:
    """Return everything that is held of persons, sphere by sphere."""
    found = holdings()
    return [
        Group(sentence(sphere.label), [_row_of(holding) for holding in found if holding.sphere == sphere])
        for sphere in Sphere
    ]


def periods() -> list[PeriodRow]:
    """Return every period of this installation."""
    return [PeriodRow(cell(rule.what), cell(rule.begins), in_words(rule.days), cell(rule.outcome)) for rule in rules()]


def without_persons() -> list[str]:
    """Return what is held of nobody, with the reason."""
    return [_impersonal(entry) for entry in impersonal() if entry.model not in OF_THE_FRAMEWORK]


def evaluation_rows() -> list[EvaluationRow]:
    return [
        EvaluationRow(
            cell(each.title),
            cell(each.purpose),
            cell(each.data),
            ", ".join(str(reader.label) for reader in each.readers),
            cell(each.detail),
            cell(each.excluded),
        )
        for each in evaluations()
    ]


def interface_rows(interfaces: Iterable[Interface]) -> list[InterfaceRow]:
    return [
        InterfaceRow(
            cell(each.title),
            str(each.direction.label),
            cell(each.data),
            cell(each.party),
            cell(each.occasion),
            cell(each.protection),
        )
        for each in interfaces
    ]


def cell(words: Words) -> str:
    """Return words as they may stand in a cell of a table: on one line, and without what ends a cell."""
    return " ".join(str(words).split()).replace("|", "/")


def sentence(words: Words) -> str:
    return capfirst(cell(words))


def _row_of(holding: Holding) -> HoldingRow:
    return HoldingRow(
        what=cell(holding.what),
        purpose=cell(holding.purpose),
        readers="; ".join(_readers(holding)) or _("nobody in the application"),
        periods="; ".join(_periods(holding)) or _("no period of its own"),
        on_erasure=cell(holding.on_erasure) or _("deleted"),
        remark=cell(holding.remark) or "–",
        exported=", ".join(cell(name_of(holding, path)) for path in holding.exported) or "–",
        left_out="; ".join(_left_out(holding)) or "–",
    )


def _readers(holding: Holding) -> Iterator[str]:
    for reader in Reader:
        if reader in holding.readers:
            limit = holding.limits.get(reader)
            yield f"{reader.label} ({cell(limit)})" if limit else str(reader.label)


def _periods(holding: Holding) -> Iterator[str]:
    by_code = {rule.code: rule for rule in rules()}
    for code in holding.periods:
        rule = by_code[code]
        # What goes at once goes with its event, which has to be named.
        length = in_words(rule.days) if rule.days else f"{in_words(0)}, {cell(rule.begins)}"
        yield length if cell(rule.what) == cell(holding.what) else f"{length} ({cell(rule.what)})"


def _left_out(holding: Holding) -> Iterator[str]:
    """Say for each reason which fields it keeps out, the technical ones by their codes and last."""
    by_reason: dict[str, list[str]] = {}
    if holding.withheld:
        yield cell(holding.withheld)
    for field, reason in holding.left_out.items():
        name = f"`{field}`" if reason == TECHNICAL else cell(name_of(holding, field))
        by_reason.setdefault(cell(reason), []).append(name)
    technical = by_reason.pop(cell(TECHNICAL), [])
    yield from (f"{', '.join(names)} ({reason})" for reason, names in by_reason.items())
    if technical:
        yield f"{', '.join(technical)} ({cell(TECHNICAL)})"


def _impersonal(entry: Impersonal) -> str:
    name = sentence(entry.model._meta.verbose_name_plural or entry.model.__name__)
    reasons = dict.fromkeys(map(cell, [entry.reason, *entry.points_at_persons.values()]))
    return f"{name}: {'; '.join(reasons)}"
