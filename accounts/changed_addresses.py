"""An address that was changed opens nothing for some days.

Whoever can edit the directory can give somebody's entry any address, and a code sent there would open
her account, with all that she alone may read. So once she has signed in, codes go on to the address by
which she was known before, and so does what she is told about her sign-in. If nobody objects, the new
one counts after some days. Passwords, passkeys and the town's identity provider work meanwhile.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import Employee, User
from accounts.retention import days_of
from accounts.signals import SignInChange, sign_in_changed

# The earlier address is kept for as long as it counts, and no longer.
PERIOD = "addresses"


def change(user: User, email: str, *, known_by: str) -> None:
    """Give an account another address than the one by which it was known; the caller saves.

    Tells its owner, at the address that counts. Nothing waits for who has never signed in: there is
    nothing yet that she wrote, and perhaps the first address was mistyped.
    """
    user.email = email
    if email == known_by or not user.has_signed_in:
        return
    now = timezone.now()
    counting = user.earlier_email if is_new(user, now) else known_by
    if counting == email:
        # Taken back: she was told of the change, and nothing of it is true any more.
        user.earlier_email, user.email_changed_at = "", None
        return
    user.earlier_email, user.email_changed_at = counting, now
    sign_in_changed.send(sender=User, user=user, what=SignInChange.ADDRESS_CHANGED)


def is_new(user: User, now: datetime) -> bool:
    """Say whether the address of an account was changed so lately that the earlier one counts."""
    return user.email_changed_at is not None and now < counts_from(user)


def counts_from(user: User) -> datetime:
    """Return from when on the address of an account counts that was changed."""
    assert user.email_changed_at is not None  # noqa: S101 - the caller has asked
    return user.email_changed_at + timedelta(days=days_of(PERIOD))


def address_that_counts(user: User, now: datetime) -> str:
    """Return where codes go."""
    return user.earlier_email if is_new(user, now) else user.email


def address_to_tell(user: User, now: datetime) -> str:
    """Return where somebody is told about her sign-in: where codes go, unless that is another one's by now."""
    address = address_that_counts(user, now)
    return user.email if belongs_to_another(address, user) else address


def known_earlier_by(email: str, now: datetime) -> User | None:
    """Return whose address it was until so lately that it still counts; nobody where two have had it since."""
    since = now - timedelta(days=days_of(PERIOD))
    found = User.objects.filter(earlier_email=email, email_changed_at__gt=since).exclude(earlier_email="")
    people = list(found.select_related("employee")[:2])
    return people[0] if len(people) == 1 else None


def belongs_to_another(email: str, user: User | None) -> bool:
    """Say whether an address is somebody else's by now, in the directory or as an account, or was since."""
    entries = Employee.objects.filter(email=email)
    accounts = User.objects.filter(Q(email=email) | Q(earlier_email=email))
    if user is not None:
        entries, accounts = entries.exclude(user=user), accounts.exclude(pk=user.pk)
    # Both are asked for every address, so that the time tells nothing.
    return any([entries.exists(), accounts.exists()])


def forget_earlier(now: datetime) -> int:
    """Forget the earlier addresses that no longer count; return how many those were."""
    over = User.objects.filter(email_changed_at__lte=now - timedelta(days=days_of(PERIOD)))
    return over.update(earlier_email="", email_changed_at=None)
