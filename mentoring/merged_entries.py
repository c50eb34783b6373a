"""What follows in the programme when two entries of one person in the directory become one."""

from typing import Any

from mentoring.exclusions import hash_of
from mentoring.models import Exclusion


def keep_exclusions(*, kept_id: int, removed_id: int, **kwargs: Any) -> None:
    """Let exclusions that named the removed entry name the kept one: nobody is to lose them unnoticed.

    A hash does not say whom it means, so that each one is tried.
    """
    for exclusion in Exclusion.objects.select_for_update().order_by("pk"):
        if exclusion.other_hash != hash_of(exclusion.author_id, removed_id):
            continue
        other_hash = hash_of(exclusion.author_id, kept_id)
        if Exclusion.objects.filter(author=exclusion.author_id, other_hash=other_hash).exists():
            exclusion.delete()
        else:
            exclusion.other_hash = other_hash
            exclusion.save(update_fields=["other_hash"])
