"""What follows in the programme when somebody is entered in the directory anew, under another number."""

from typing import Any

from accounts.models import Employee
from mentoring.exclusions import hash_of
from mentoring.models import Exclusion


def find_excluded_again(**kwargs: Any) -> None:
    """Let exclusions name whoever has the excluded address now, when the entry that they named is gone.

    Entries that no year needs are removed, and come back with the next staff file: nobody is to lose an
    exclusion by that. Whoever has another address by now is still named by her number.
    """
    exclusions = list(Exclusion.objects.select_for_update().order_by("pk"))
    if not exclusions:
        return
    numbers = dict(Employee.objects.values_list("email", "pk"))
    for exclusion in exclusions:
        number = numbers.get(exclusion.email.strip().lower())
        if number is None:
            continue
        other_hash = hash_of(exclusion.author_id, number)
        if exclusion.other_hash == other_hash or _is_entered(exclusion, numbers.values()):
            continue
        if not Exclusion.objects.filter(author=exclusion.author_id, other_hash=other_hash).exists():
            exclusion.other_hash = other_hash
            exclusion.save(update_fields=["other_hash"])


def _is_entered(exclusion: Exclusion, numbers: Any) -> bool:
    return any(exclusion.other_hash == hash_of(exclusion.author_id, number) for number in numbers)
