"""The admin pages of people and organisation, found by Django through this package."""

from accounts.admin.accounts import AccountAdmin
from accounts.admin.log import DecisionLogAdmin

__all__ = ["AccountAdmin", "DecisionLogAdmin"]
