"""The admin pages of people and organisation, found by Django through this package."""

from accounts.admin.accounts import AccountAdmin
from accounts.admin.directory import EmployeeAdmin, LevelAdmin, OrgUnitAdmin
from accounts.admin.log import DecisionLogAdmin
from accounts.admin.signins import SignInAdmin

__all__ = ["AccountAdmin", "DecisionLogAdmin", "EmployeeAdmin", "LevelAdmin", "OrgUnitAdmin", "SignInAdmin"]
