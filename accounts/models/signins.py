"""The log of sign-ins."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values


class Way(models.TextChoices):
    """By what somebody signs in, or tries to."""

    CODE = "code", _("code by mail")
    PASSWORD = "password", _("password")
    INVITATION = "invitation", _("invitation")
    IDENTITY = "identity", _("account of the town")
    OTHER = "other", _("another way")


class Factor(models.TextChoices):
    """What she proved beside it."""

    NONE = "", ""
    APP = "totp", _("authenticator app")
    PASSKEY = "webauthn", _("passkey")
    RECOVERY_CODE = "recovery_codes", _("recovery code")


class SignInQuerySet(models.QuerySet["SignIn"]):
    def refused(self) -> "SignInQuerySet":
        return self.filter(was_let_in=False)


class SignIn(models.Model):
    """That somebody signed in, or was refused. Never what was typed.

    The account is a plain id; there is none where what was typed belongs to nobody. From where it came is a hash
    that is another one each day: it counts places within a day and follows nobody from one day to the next.
    """

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    account_id = models.BigIntegerField(_("account"), null=True, db_index=True)
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    factor = models.CharField(_("second factor"), max_length=20, choices=Factor.choices, blank=True)
    was_let_in = models.BooleanField(_("let in"))
    place = models.CharField(_("from where"), max_length=32)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("refused sign-ins")
        ordering = ["-at", "-pk"]
        constraints = [
            known_values("way", Way, name="sign_in_way_is_known"),
            known_values("factor", Factor, name="sign_in_factor_is_known"),
        ]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"
