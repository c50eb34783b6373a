"""The directory: levels, units and the people in them, as the HR files describe them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Level(models.Model):
    """A step of the hierarchy. Neighbouring ranks are one level apart (R4 g)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    rank = models.PositiveSmallIntegerField(
        _("rank"), unique=True, help_text=_("1 is the lowest. Neighbouring numbers are one level apart.")
    )
    leads_department = models.BooleanField(
        _("leads a department"),
        default=False,
        help_text=_("New units whose head has this level are marked as a department (Amt) by the import."),
    )

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class OrgUnitQuerySet(models.QuerySet["OrgUnit"]):
    def active(self) -> "OrgUnitQuerySet":
        return self.filter(is_active=True)

    def organisations(self) -> "OrgUnitQuerySet":
        return self.filter(parent__isnull=True)

    def of_organisation(self, root: "OrgUnit") -> "OrgUnitQuerySet":
        return self.filter(Q(pk=root.pk) | Q(organisation=root))


class OrgUnit(models.Model):
    """A unit in the tree of an organisation. A unit without a parent is an organisation."""

    code = models.CharField(_("short name"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("superior unit")
    )
    # The root above, also for units many steps below it; empty for the root itself.
    organisation = models.ForeignKey(
        "self", models.PROTECT, related_name="units", null=True, editable=False, verbose_name=_("organisation")
    )
    head = models.ForeignKey(
        "Employee", models.SET_NULL, related_name="heads", null=True, blank=True, verbose_name=_("head")
    )
    deputy = models.ForeignKey(
        "Employee", models.SET_NULL, related_name="deputises", null=True, blank=True, verbose_name=_("deputy")
    )
    is_department = models.BooleanField(
        _("department (Amt)"),
        default=False,
        help_text=_("Mentee and mentor under the same department are too near to each other."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = OrgUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                name="orgunit_code_once_per_organisation",
                violation_error_message=_("This organisation already has a unit with this short name."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(parent__isnull=True),
                name="orgunit_root_code_once",
                violation_error_message=_("There is already an organisation with this short name."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, organisation__isnull=True)
                | Q(parent__isnull=False, organisation__isnull=False),
                name="orgunit_root_has_no_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="orgunit_not_its_own_parent",
                violation_error_message=_("A unit cannot be its own superior unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def root_id(self) -> int:
        return self.organisation_id or self.pk


class EmployeeQuerySet(models.QuerySet["Employee"]):
    def active(self) -> "EmployeeQuerySet":
        return self.filter(is_active=True)

    def of_organisation(self, root: OrgUnit) -> "EmployeeQuerySet":
        return self.filter(Q(unit=root) | Q(unit__organisation=root))


class Employee(models.Model):
    """A directory entry from the HR file: work contact data only, and no account (R2)."""

    email = models.EmailField(_("work e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="employees", verbose_name=_("unit"))
    function = models.CharField(_("function"), max_length=200, blank=True)
    level = models.ForeignKey(Level, models.PROTECT, related_name="employees", verbose_name=_("level"))
    superior = models.ForeignKey(
        "self", models.SET_NULL, related_name="reports", null=True, blank=True, verbose_name=_("superior")
    )
    site = models.CharField(_("site"), max_length=200, blank=True)
    phone = models.CharField(_("work phone"), max_length=60, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    left_on = models.DateField(_("left on"), null=True, blank=True, editable=False)
    # When a staff file named her last, or somebody entered or changed her by hand.
    confirmed_on = models.DateField(_("last confirmed on"), editable=False)
    # Never changes, so that with the number it stands for this entry in every backup.
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="employee_email_is_lower_case"),
            models.CheckConstraint(
                condition=~Q(superior=F("id")),
                name="employee_not_own_superior",
                violation_error_message=_("Nobody is their own superior."),
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, left_on__isnull=True) | Q(is_active=False),
                name="employee_left_only_when_inactive",
            ),
        ]
        indexes = [models.Index(fields=["is_active", "last_name", "first_name"], name="employee_by_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"
