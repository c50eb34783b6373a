"""Accounts in the admin: opened, closed, and what they may do. For the administration alone."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import access, second_factor
from accounts.actions import accounts, signing_in
from accounts.admin.base import AccessAdmin
from accounts.models import Employee, Role, User


class AccountForm(forms.ModelForm):
    """One account and its roles. A work e-mail of the directory ties the account to the person there."""

    roles = forms.MultipleChoiceField(
        label=_("roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mentees and mentors need none: what they may do follows from taking part."),
    )

    remove_second_factor = forms.BooleanField(
        label=_("remove second factor"),
        required=False,
        help_text=_(
            "Ticked and saved, it removes the second factor of somebody who has lost phone or key, and signs her out "
            "everywhere. Make sure first, by phone or in person, that it is she who asks."
        ),
    )

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "is_active")
        help_texts = {
            "email": _("If this address is in the directory, the name comes from there."),
            "first_name": _("Only for people from outside, such as an adviser."),
            "is_active": _("Whoever has a closed account is signed out at once. Nothing is deleted."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            if name in self.fields:
                self.fields[name].required = False
        if self.instance.is_superuser:
            self.fields["roles"].help_text = _(
                "This account was made on the command line and always has the administration, whatever is ticked here."
            )
        if self.instance.pk:
            self.initial["roles"] = [assignment.role for assignment in self.instance.roles.all()]
            # Sent along, so that only what somebody changed is saved: an older tab would undo what was decided since.
            for name in ("roles", "is_active"):
                self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        email = values.get("email", "")
        employee = Employee.objects.filter(email=email).first()
        if employee is not None and not employee.is_active:
            words = gettext("%(name)s is no longer in the directory.") % {"name": employee.full_name}
            self.add_error("email", words)
        if email and employee is None:
            for name in ("first_name", "last_name"):
                if name in self.fields and not values.get(name):
                    self.add_error(name, gettext("This address is not in the directory. Please enter the name."))
        values["employee"] = employee
        return values

    def roles_shown(self) -> list[str]:
        """Return the roles that the page showed which is being saved."""
        field = self["roles"]
        if not field.field.show_hidden_initial:
            return []
        shown = field.field.hidden_widget().value_from_datadict(self.data, self.files, field.html_initial_name)
        return [role for role in shown or [] if role in Role.values]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def validate_unique(self) -> None:
        """Say in plain words that there is such an account already."""
        email = self.cleaned_data.get("email")
        if email and User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            words = gettext("There is already an account with the address %(email)s.") % {"email": email}
            self._update_errors(ValidationError({"email": words}))


@admin.register(User)
class AccountAdmin(AccessAdmin):
    """Who has an account. No passwords, no last sign-in (R10), and nothing is deleted here."""

    may_view = staticmethod(access.may_edit_accounts)
    may_add = staticmethod(access.may_edit_accounts)
    may_change = staticmethod(access.may_edit_accounts)

    form = AccountForm
    list_display = ("name", "email", "kind", "roles_in_words", "is_active")
    list_filter = ("is_active", "roles__role")
    search_fields = ("first_name", "last_name", "email")
    ordering = ("last_name", "first_name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Accounts of people; one that only stands for somebody erased is nothing to administer."""
        accounts = super().get_queryset(request).filter(erased_at=None)
        return accounts.select_related("employee__unit").prefetch_related("roles")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        own = ["email", "first_name", "last_name"]
        if obj is None:
            return [*own, "roles"]
        may_lose = obj.pk != request.user.pk and second_factor.is_set_up(obj)
        return [*own, "kind", "is_active", "roles", *(["remove_second_factor"] if may_lose else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """What comes from the directory is corrected there."""
        if obj is None:
            return []
        return ["kind", "email", "first_name", "last_name"] if obj.employee_id else ["kind"]

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, user: User) -> str:
        return user.full_name

    @admin.display(description=_("belongs to"))
    def kind(self, user: User) -> str:
        return str(user.employee.unit) if user.employee else gettext("from outside")

    @admin.display(description=_("roles"))
    def roles_in_words(self, user: User) -> str:
        words = [assignment.get_role_display() for assignment in user.roles.all()]
        if user.is_superuser and Role.ADMINISTRATION.label not in words:
            words.append(Role.ADMINISTRATION.label)
        return ", ".join(str(word) for word in words) or "–"

    def save_model(self, request: HttpRequest, obj: User, form: AccountForm, change: bool) -> None:
        values = form.cleaned_data
        by = request.user
        assert isinstance(by, User)  # noqa: S101 - nobody else has a permission here
        account = self._change(obj, form, by) if change else self._open(values, by)
        for role in values["roles"]:
            if role not in form.roles_shown():
                accounts.assign_role(account, Role(role), by=by)
        for role in form.roles_shown():
            if role not in values["roles"]:
                accounts.remove_role(account, Role(role), by=by)
        if values.get("remove_second_factor"):
            signing_in.remove_second_factor(account, by=by)
        # The page that follows names what was saved.
        obj.pk, obj.first_name, obj.last_name = account.pk, account.first_name, account.last_name

    def _open(self, values: dict[str, Any], by: User) -> User:
        if values["employee"] is not None:
            return accounts.open_account(values["employee"], by=by)
        return accounts.open_external_account(
            values["email"], first_name=values["first_name"], last_name=values["last_name"], by=by
        )

    def _change(self, obj: User, form: AccountForm, by: User) -> User:
        account = accounts.lock_account(obj)
        if account.employee_id is None:
            account = self._change_from_outside(account, form.cleaned_data, by)
        if "is_active" in form.changed_data and form.cleaned_data["is_active"]:
            accounts.activate(account, by=by)
        elif "is_active" in form.changed_data:
            accounts.deactivate(account, by=by)
        return account

    def _change_from_outside(self, account: User, values: dict[str, Any], by: User) -> User:
        if values["employee"] is not None:
            return accounts.link_employee(account, values["employee"], by=by)
        return accounts.change_external_account(
            account, email=values["email"], first_name=values["first_name"], last_name=values["last_name"], by=by
        )
