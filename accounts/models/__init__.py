"""Who people are and where they work."""

from accounts.models.audit import AuditEntry
from accounts.models.imports import StaffImport, StaffImportState
from accounts.models.journal import JournalMark
from accounts.models.organisation import Employee, Level, OrgUnit
from accounts.models.sessions import Session
from accounts.models.signins import Factor, SignIn, Way
from accounts.models.users import Role, RoleAssignment, User

__all__ = [
    "AuditEntry",
    "Employee",
    "Factor",
    "JournalMark",
    "Level",
    "OrgUnit",
    "Role",
    "RoleAssignment",
    "Session",
    "SignIn",
    "StaffImport",
    "StaffImportState",
    "User",
    "Way",
]
