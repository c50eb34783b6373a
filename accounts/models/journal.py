"""How far the journal outside of the database was written."""

import uuid

from django.db import models
from django.db.models import Q

THE_ONLY_ONE = 1


class JournalMark(models.Model):
    """What this database knows of its journal (`accounts/journal_mark.py`). One row.

    The journal of an installation lies in a folder of its own, so that a database that was made anew does not
    take another one's for its own. No line has a greater number than the database, unless that is older.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONLY_ONE, editable=False)
    installation = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=THE_ONLY_ONE), name="journal_mark_is_one")]

    def __str__(self) -> str:
        return f"journal mark {self.number}"
