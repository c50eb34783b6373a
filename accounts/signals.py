"""What this app tells the apps that build on it."""

from enum import StrEnum

from django.dispatch import Signal

# Units, heads, deputies or superiors have changed, or people came or went. Sent in the transaction
# of the change, with `by`, the account that made it, or None.
organisation_changed = Signal()

# Two entries of one person became one. Sent in the transaction of the change, with `kept_id` and
# `removed_id`, so that whatever names the removed one by its id can name the kept one.
employees_merged = Signal()


class SignInChange(StrEnum):
    """What can be changed about how somebody signs in."""

    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    CODES_RENEWED = "codes-renewed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - no password
    IDENTITY_CONNECTED = "identity-connected"
    IDENTITY_DISCONNECTED = "identity-disconnected"
    ADDRESS_CHANGED = "address-changed"


# Somebody was given a role, or lost one. Sent in the transaction of the change, with her account, `user`, and
# the `role`.
roles_changed = Signal()

# Something about how somebody signs in was changed, by herself or by the administration. Sent in the transaction
# of the change, with her account, `user`, and `what`, a `SignInChange`.
sign_in_changed = Signal()
