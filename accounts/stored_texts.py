"""The encrypted texts as the database holds them: which key they need, and whether we have it.

Only ciphertext is handled here; no text is returned, logged or named in an error.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.db.models import ExpressionWrapper, F, Model, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT

from accounts.encryption import EncryptedTextField, can_open, is_under_newest_key, under_newest_key

BATCH = 200
# Of an authenticator app, and of recovery codes; a passkey has none.
FACTOR_SECRETS = ("secret", "seed")


@dataclass(frozen=True)
class Column:
    """One encrypted field of one model."""

    model: type[Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def rows(self) -> QuerySet:
        """Return all rows, with the ciphertext as `stored`."""
        present = self.model._base_manager.filter(**{f"{self.name}__isnull": False})
        return present.annotate(stored=_ciphertext(self.name))

    def replace(self, pk: int, stored: str, newer: str) -> bool:
        """Put another ciphertext in the place of one; say whether that was still there."""
        value = Value(newer, output_field=TextField())
        return bool(self.rows().filter(pk=pk, stored=stored).update(**{self.name: value}))


def _ciphertext(name: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(name), output_field=TextField())


@dataclass(frozen=True)
class FactorColumn(Column):
    """What a second factor is checked with: one value among those that allauth keeps of it."""

    def __str__(self) -> str:
        return f"{self.model._meta.label}.data.{self.name}"

    def rows(self) -> QuerySet:
        return self.model._base_manager.annotate(stored=KT(f"data__{self.name}")).filter(stored__isnull=False)

    @transaction.atomic
    def replace(self, pk: int, stored: str, newer: str) -> bool:
        """As of a column, and leave alone what stands beside it, such as which codes were used."""
        factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if factor is None or factor.data.get(self.name) != stored:
            return False
        factor.data[self.name] = newer
        factor.save(update_fields=["data"])
        return True


@dataclass(frozen=True)
class Count:
    """How many texts of a column there are, and how many of them need something."""

    texts: int
    # An older key still opens them.
    older: int
    # No key opens them.
    closed: int


def columns() -> list[Column]:
    """Return everything that is encrypted: the fields of the models, and the secrets of second factors."""
    return [*fields(), *(FactorColumn(Authenticator, name) for name in FACTOR_SECRETS)]


def fields() -> list[Column]:
    """Return every encrypted field of every model."""
    return [
        Column(model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    ]


def count(column: Column) -> Count:
    """Look at every text of a column."""
    texts = older = closed = 0
    for _pk, stored in _each(column):
        texts += 1
        if not is_under_newest_key(stored):
            older, closed = (older + 1, closed) if can_open(stored) else (older, closed + 1)
    return Count(texts, older, closed)


def reencrypt(column: Column) -> int:
    """Encrypt the texts of a column with the newest key; return how many were not before.

    Each text is replaced by a statement of its own and only if it is still the one that was read, so
    nobody's saving is undone and nobody waits. What is done stays done: it can be broken off and
    called again at any time. Texts that no key opens stay as they are.
    """
    return sum(_renew(column, pk, stored) for pk, stored in _each(column))


def _renew(column: Column, pk: int, stored: str | None) -> bool:
    while stored is not None and not is_under_newest_key(stored) and can_open(stored):
        if column.replace(pk, stored, under_newest_key(stored)):
            return True
        # Somebody has saved or deleted it meanwhile.
        stored = column.rows().filter(pk=pk).values_list("stored", flat=True).first()
    return False


def _each(column: Column) -> Iterator[tuple[int, str]]:
    """Yield key and ciphertext of every row, with one batch of them in memory and no transaction open."""
    rows = column.rows().order_by("pk").values_list("pk", "stored")
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])


def copies(rows: QuerySet, name: str, *, by: str) -> dict[int, Value]:
    """Return the texts of an encrypted field as values to store once more, by the number in the field `by`.

    They are under the newest key. One that no key opens is copied as it is, and holds up nobody.
    """
    stored = rows.annotate(stored=_ciphertext(name)).values_list(by, "stored")
    newest = {key: under_newest_key(text) if can_open(text) else text for key, text in stored}
    return {key: Value(text, output_field=TextField()) for key, text in newest.items()}


def closed_columns() -> list[Column]:
    """Return the columns of which none of the keys opens one of the texts. Tries every text, until one stays closed."""
    return [column for column in columns() if not all(can_open(stored) for _pk, stored in _each(column))]


def closed_at_the_ends() -> list[Column]:
    """Return the columns whose oldest or newest text none of the keys opens. Takes one statement.

    A wrong key shows here; a text between the two that needs a key of its own does not.
    """
    all_columns = columns()
    samples = [_sample(column, number) for number, column in enumerate(all_columns)]
    closed = {number for number, stored in samples[0].union(*samples[1:], all=True) if not can_open(stored)}
    return [all_columns[number] for number in sorted(closed)]


def _sample(column: Column, number: int) -> QuerySet:
    keys = column.model._base_manager.values("pk")
    ends = Q(pk=Subquery(keys.order_by("pk")[:1])) | Q(pk=Subquery(keys.order_by("-pk")[:1]))
    return column.rows().filter(ends).order_by().annotate(number=Value(number)).values_list("number", "stored")
