"""What this app tells the apps that build on it."""

from django.dispatch import Signal

# Units, heads, deputies or superiors have changed, or people came or went. Sent in the transaction
# of the change, with `by`, the account that made it, or None.
organisation_changed = Signal()

# Two entries of one person became one. Sent in the transaction of the change, with `kept_id` and
# `removed_id`, so that whatever names the removed one by its id can name the kept one.
employees_merged = Signal()
