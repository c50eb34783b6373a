"""What this app tells the apps that build on it."""

from django.dispatch import Signal

# Last year's cohort was taken over for a new one. Sent in the transaction of the copy, with `source`
# and `copy`, the two cohorts, and `by`, the account that made it. The sender is the function that did it.
cohort_copied = Signal()
