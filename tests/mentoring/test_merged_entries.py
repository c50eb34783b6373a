"""Two entries of one person in the directory become one, and exclusions still mean her."""

import pytest

from accounts.actions import merging
from mentoring.exclusions import hash_of
from mentoring.models import Exclusion
from tests.factories import TODAY, EmployeeFactory, MenteeFactory

pytestmark = pytest.mark.django_db


def exclude(author, employee):
    return Exclusion.objects.create(author=author, other_hash=hash_of(author.pk, employee.pk), email=employee.email)


def test_whoever_excluded_the_removed_entry_excludes_the_kept_one(hr_member):
    author = MenteeFactory().participation
    old, new, other = EmployeeFactory(), EmployeeFactory(), EmployeeFactory()
    exclude(author, new)
    untouched = exclude(author, other)

    merging.merge(old, new, by=hr_member, today=TODAY)

    hashes = set(author.exclusions.values_list("other_hash", flat=True))
    assert hashes == {hash_of(author.pk, old.pk), untouched.other_hash}


def test_somebody_excluded_under_both_entries_is_excluded_once(hr_member):
    author = MenteeFactory().participation
    old, new = EmployeeFactory(), EmployeeFactory()
    exclude(author, old)
    exclude(author, new)

    merging.merge(old, new, by=hr_member, today=TODAY)

    assert [exclusion.other_hash for exclusion in author.exclusions.all()] == [hash_of(author.pk, old.pk)]
