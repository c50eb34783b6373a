"""What this app tells the apps that build on it."""

from django.dispatch import Signal

# Units, heads, deputies or superiors have changed, or people came or went. Sent in the transaction
# of the change, with `by`, the account that made it, or None. The sender is the function that did it.
organisation_changed = Signal()
