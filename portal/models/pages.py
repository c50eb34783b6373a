"""Pages and contacts that the team edits."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models import Role

# What the law wants within reach of every page: imprint, privacy notice, accessibility statement.
REQUIRED = ("impressum", "datenschutz", "barrierefreiheit")


class Page(models.Model):
    """A text of the site, such as the role guide or the imprint, written in Markdown."""

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), help_text=_("Markdown: # heading, - list, **bold**, [text](address)."))
    is_in_footer = models.BooleanField(_("in the footer"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    # Readable without signing in, such as imprint and privacy notice.
    is_public = models.BooleanField(_("readable without signing in"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:page", args=[self.slug])

    @property
    def is_required(self) -> bool:
        return self.slug in REQUIRED


class ContactKind(models.TextChoices):
    TEAM = Role.TEAM.value, Role.TEAM.label
    ADVISER = Role.ADVISER.value, Role.ADVISER.label


class Contact(models.Model):
    """Somebody whom participants can turn to."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices, default=ContactKind.TEAM)
    function = models.CharField(_("function"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    hours = models.CharField(_("when to reach"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["position", "name"]
        constraints = [known_values("kind", ContactKind, name="contact_kind_is_known")]

    def __str__(self) -> str:
        return self.name
