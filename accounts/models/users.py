"""Accounts and the roles that the application knows."""

import secrets
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Employee

NONCE_LENGTH = 16
# Characters without which a password needs a second factor beside it.
LONG_PASSWORD = 15


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account. Without a password its owner signs in by code."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


def new_nonce() -> str:
    return secrets.token_hex(NONCE_LENGTH // 2)


class User(AbstractBaseUser, PermissionsMixin):
    """An account with the work e-mail as its name.

    First and last name are kept here too: they stay when the directory entry is deleted, for as
    long as the account is part of a programme year.
    """

    email = models.EmailField(_("work e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    employee = models.OneToOneField(
        Employee,
        models.SET_NULL,
        related_name="user",
        null=True,
        blank=True,
        verbose_name=_("directory entry"),
        help_text=_("Empty for people from outside, such as an adviser."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Known only while a password is set: removing the second factor then disables it.
    password_is_short = models.BooleanField(default=False, editable=False)
    # Invitations name it, and it is another one after each sign-in: so they let somebody in once.
    invitation_nonce = models.CharField(max_length=NONCE_LENGTH, default=new_nonce, editable=False)
    # Not when. From then on a changed address waits, and for how long which other one counts: see `changed_addresses`.
    has_signed_in = models.BooleanField(default=False, editable=False)
    earlier_email = models.EmailField(_("earlier work e-mail"), blank=True, editable=False)
    email_changed_at = models.DateTimeField(_("address changed at"), null=True, editable=False)
    # When somebody was here last is not kept (R10).
    last_login = None
    date_joined = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    # Since when the account only stands for somebody who was erased, in what a partner keeps.
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(earlier_email="", email_changed_at__isnull=True)
                | (~Q(earlier_email="") & Q(email_changed_at__isnull=False)),
                name="user_earlier_email_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_is_short = raw_password is not None and len(raw_password) < LONG_PASSWORD

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_staff(self) -> bool:
        """Whether the stock admin may show its links; what is allowed there, `access.py` says."""
        from accounts import access  # access reads this model

        return access.may_enter_admin(self)


class Role(models.TextChoices):
    """What somebody does for the programme. Mentee and mentor follow from a participation."""

    TEAM = "team", _("project team")
    HR = "hr", _("HR department")
    ADVISER = "adviser", _("adviser")
    ADMINISTRATION = "administration", _("administration")


class RoleAssignment(models.Model):
    """One role of one account."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                name="role_once_per_user",
                violation_error_message=_("This account already has this role."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()
