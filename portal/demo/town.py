"""The town hall: its directory, and the people who run the programme."""

from datetime import date
from pathlib import Path

from accounts.actions import accounts, imports
from accounts.importing.columns import Kind
from accounts.importing.preview import make_preview
from accounts.importing.reading import read_sheet
from accounts.models import Employee, OrgUnit, Role, User
from portal.models import Contact, ContactKind

FOLDER = Path(__file__).parent / "data"
ROOT = "BM"

# The unit that runs the programme, and the one that brings the staff files.
TEAM_UNIT = "10.2"
HR_UNIT = "11.1"
IT_UNIT = "13.1"


def import_directory(*, today: date) -> OrgUnit:
    """Import the demo's HR files, as the HR department would, and return the organisation."""
    units = read_sheet((FOLDER / "dienststellen.csv").read_bytes(), Kind.UNITS)
    employees = read_sheet((FOLDER / "beschaeftigte.csv").read_bytes(), Kind.EMPLOYEES)
    digest = make_preview(units, employees, ROOT).digest
    imports.apply_sheets(
        units, employees, imports.Decision(digest=digest), organisation_code=ROOT, by=None, today=today
    )
    return OrgUnit.objects.organisations().get(code=ROOT)


def people_in_charge() -> dict[Role, User]:
    """Open the accounts of team, HR, administration and adviser, and enter them as contacts."""
    in_charge = {
        role: accounts.open_account(_head_of(unit))
        for role, unit in ((Role.TEAM, TEAM_UNIT), (Role.HR, HR_UNIT), (Role.ADMINISTRATION, IT_UNIT))
    }
    adviser = accounts.open_external_account(
        "beratung@mentoring-beratung.example",
        first_name="Vera",
        last_name="Sommerfeld",
        by=in_charge[Role.ADMINISTRATION],
    )
    in_charge[Role.ADVISER] = adviser
    for role, user in in_charge.items():
        accounts.assign_role(user, role, by=None)
    _enter_contacts(in_charge)
    return in_charge


def _head_of(unit: str) -> Employee:
    return Employee.objects.get(heads__code=unit)


def _enter_contacts(in_charge: dict[Role, User]) -> None:
    team, adviser = in_charge[Role.TEAM], in_charge[Role.ADVISER]
    Contact.objects.create(
        name=team.full_name,
        kind=ContactKind.TEAM,
        function="Gleichstellungsreferat",
        email=team.email,
        phone=team.employee.phone if team.employee else "",
        hours="Montag bis Donnerstag, 9 bis 15 Uhr",
        position=1,
    )
    Contact.objects.create(
        name=adviser.full_name,
        kind=ContactKind.ADVISER,
        function="Externe Beratung",
        email=adviser.email,
        position=2,
    )
