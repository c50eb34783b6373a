"""How an exclusion names somebody without saying whom (R4 b)."""

from accounts.encryption import keyed_hash


def hash_of(author_participation_id: int, other_employee_id: int) -> str:
    """Return what an exclusion keeps of the other person.

    The author is part of it: two people who exclude the same colleague leave different hashes, so
    that nobody can count in the table how often somebody was named.
    """
    return keyed_hash("exclusion", author_participation_id, other_employee_id)
