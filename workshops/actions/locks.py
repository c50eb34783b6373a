"""One lock guards a workshop, its seats and its waiting list."""

from workshops.models import Workshop


def lock_workshop(workshop: Workshop) -> Workshop:
    """Return the workshop as it stands now, locked until the transaction ends.

    Whoever counts or gives away seats holds this lock, so that counts stay true. Locks of the
    programme (cohort, mentor, mentee, pairing) are taken before it, never after.
    """
    return Workshop.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=workshop.pk)
