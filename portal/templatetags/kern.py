"""What the crispy template pack `kern` asks about a form: the parts of a field and the list of errors.

Templates hold no logic; here it is decided which markup a widget gets, how its hint and its errors
are tied to it, and where the error summary leads.
"""

from dataclasses import dataclass, field
from typing import Any, cast

from django import forms, template
from django.forms import BoundField, Widget
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer
from django.forms.widgets import DateTimeBaseInput
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# Browsers offer their own pickers for these; they need the value in ISO form, whatever the language.
NATIVE_FORMATS: list[tuple[type[DateTimeBaseInput], str, str]] = [
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
]
SHORT_TYPES = {"date", "time", "datetime-local", "number"}


@dataclass(frozen=True)
class Choice:
    """One box or button of a group."""

    id: str
    name: str
    type: str
    value: str
    label: str
    is_chosen: bool
    is_disabled: bool
    description: str

    @property
    def description_id(self) -> str:
        return f"{self.id}_description"


@dataclass(frozen=True)
class ChoiceGroup:
    """The choices under one heading; ungrouped choices have none."""

    label: str | None
    choices: list[Choice]


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `target` is the id to jump to, if there is one."""

    label: str
    message: str
    target: str


@dataclass
class FieldParts:
    """Everything that a template of `kern/widgets/` shows of one field."""

    template: str
    id: str
    label: str
    hint: SafeString
    errors: list[str]
    is_optional: bool
    described_by: str
    counter: int | None = None
    control: str = ""
    controls: list["LabelledControl"] = field(default_factory=list)
    groups: list[ChoiceGroup] = field(default_factory=list)

    @property
    def hint_id(self) -> str:
        return f"{self.id}_hint"

    @property
    def error_id(self) -> str:
        return f"{self.id}_error"

    @property
    def counter_id(self) -> str:
        return f"{self.id}_counter"

    @property
    def has_descriptions(self) -> bool:
        return any(choice.description for group in self.groups for choice in group.choices)


@dataclass(frozen=True)
class LabelledControl:
    """One input of a field that has several, such as date and time."""

    id: str
    label: str
    html: SafeString


def template_of(widget: Widget) -> str:
    """Name the template of `kern/widgets/` that shows this widget."""
    # The order matters: Django derives CheckboxSelectMultiple from RadioSelect, and that from Select.
    kinds: list[tuple[type[Widget], str]] = [
        (forms.MultiWidget, "several"),
        (forms.CheckboxSelectMultiple, "choices"),
        (forms.RadioSelect, "choices"),
        (forms.CheckboxInput, "checkbox"),
        (forms.SelectMultiple, "input"),
        (forms.Select, "select"),
    ]
    for kind, name in kinds:
        if isinstance(widget, kind):
            return f"kern/widgets/{name}.html"
    return "kern/widgets/input.html"


@register.simple_tag
def kern_parts(bound: BoundField) -> FieldParts:
    """Take a field apart for its template."""
    widget = bound.field.widget
    element_id = str(widget.attrs.get("id") or bound.auto_id or bound.html_name)
    parts = FieldParts(
        template=template_of(widget),
        id=element_id,
        label=str(bound.label),
        hint=conditional_escape(str(bound.help_text)),
        errors=[str(error) for error in bound.errors],
        is_optional=_is_marked_optional(bound),
        described_by="",
        counter=_counted_length(widget),
    )
    parts.described_by = " ".join(
        part_id
        for part_id, is_there in [
            (parts.hint_id, parts.hint),
            (parts.counter_id, parts.counter),
            (parts.error_id, parts.errors),
        ]
        if is_there
    )
    if parts.template.endswith("/choices.html"):
        parts.groups = _choice_groups(bound, element_id)
    elif parts.template.endswith("/several.html"):
        parts.controls = _several_controls(bound, element_id)
    else:
        parts.control = _control(bound, parts)
    return parts


def _is_marked_optional(bound: BoundField) -> bool:
    """Optional fields say so, unless the form sets `mark_optional = False` (drafts may be saved half empty)."""
    if bound.field.required or bound.field.disabled or isinstance(bound.field.widget, forms.CheckboxInput):
        return False
    return bool(getattr(bound.form, "mark_optional", True))


def _counted_length(widget: Widget) -> int | None:
    """Long texts with a limit are counted."""
    limit = widget.attrs.get("maxlength")
    return int(limit) if limit and isinstance(widget, forms.Textarea) else None


def _prefer_native_picker(widget: Widget) -> None:
    """Show dates and times with the browser's picker. Changes the widget, which belongs to this form alone."""
    for kind, input_type, value_format in NATIVE_FORMATS:
        if isinstance(widget, kind) and widget.input_type in ("text", input_type):
            widget.input_type = input_type
            widget.format = value_format


def _classes(widget: Widget, *, is_refused: bool) -> str:
    """Return KERN's classes for the element itself, after those that the form gave it."""
    if isinstance(widget, forms.CheckboxInput):
        base = "kern-form-check__checkbox"
    elif isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple):
        base = "kern-form-input__select"
    else:
        base = "kern-form-input__input"
    names = [str(widget.attrs.get("class", "")), base]
    if is_refused:
        names.append(f"{base}--error")
    if isinstance(widget, forms.SelectMultiple):
        names.append("m-select-multiple")
    if getattr(widget, "input_type", "") in SHORT_TYPES:
        names.append("m-input-short")
    return " ".join(name for name in names if name)


def _control(bound: BoundField, parts: FieldParts) -> SafeString:
    widget = bound.field.widget
    _prefer_native_picker(widget)
    attrs: dict[str, Any] = {"class": _classes(widget, is_refused=bool(parts.errors))}
    if parts.described_by:
        attrs["aria-describedby"] = parts.described_by
    if parts.counter:
        # The browser would cut a pasted text in silence; the counter says how much is too much instead.
        widget.attrs.pop("maxlength")
        attrs["data-m-limit"] = parts.counter
    return bound.as_widget(attrs=attrs)


def _choice_groups(bound: BoundField, element_id: str) -> list[ChoiceGroup]:
    """Return the choices in their groups. A widget may carry `descriptions`: a line of text by value."""
    widget = cast(forms.RadioSelect, bound.field.widget)
    descriptions = {str(key): str(text) for key, text in getattr(widget, "descriptions", {}).items()}
    options = widget.optgroups(bound.html_name, widget.format_value(bound.value()), {"id": element_id})
    groups: list[ChoiceGroup] = []
    for label, members, _index in options:
        choices = [
            Choice(
                id=str(option["attrs"]["id"]),
                name=option["name"],
                type=option["type"],
                value="" if option["value"] is None else str(option["value"]),
                label=str(option["label"]),
                is_chosen=option["selected"],
                is_disabled=bool(bound.field.disabled or option["attrs"].get("disabled")),
                description=descriptions.get(str(option["value"]), ""),
            )
            for option in members
        ]
        # Django gives every ungrouped choice a group of its own.
        if label is None and groups and groups[-1].label is None:
            groups[-1].choices.extend(choices)
        else:
            groups.append(ChoiceGroup(str(label) if label is not None else None, choices))
    return groups


def _several_controls(bound: BoundField, element_id: str) -> list[LabelledControl]:
    """Return the inputs of a field with several, labelled by `widget.labels` or as date and time."""
    widget = cast(forms.MultiWidget, bound.field.widget)
    for part in widget.widgets:
        _prefer_native_picker(part)
        part.attrs["class"] = _classes(part, is_refused=bool(bound.errors))
    labels = [str(label) for label in getattr(widget, "labels", [_("Date"), _("Time")])]
    context = widget.get_context(bound.html_name, bound.value(), bound.build_widget_attrs({"id": element_id}))
    renderer = bound.form.renderer or get_default_renderer()
    return [
        LabelledControl(
            id=part["attrs"]["id"],
            label=label,
            html=mark_safe(renderer.render(part["template_name"], {"widget": part})),  # noqa: S308
        )
        for label, part in zip(labels, context["widget"]["subwidgets"], strict=True)
    ]


@register.simple_tag
def kern_problems(refused: "forms.BaseForm | BaseFormSet[Any]") -> list[Problem]:
    """List every error of a form or of all forms of a formset, in the order of the fields."""
    if isinstance(refused, BaseFormSet):
        problems = [Problem("", str(message), "") for message in refused.non_form_errors()]
        return problems + [problem for form in refused.forms for problem in _problems_of(form)]
    return _problems_of(refused)


@register.simple_tag
def kern_admin_problems(adminform: Any, inline_admin_formsets: Any) -> list[Problem]:
    """List every error of a change page of the admin, those of its inlines included."""
    problems = _problems_of(adminform.form)
    for inline in inline_admin_formsets:
        problems.extend(kern_problems(inline.formset))
    return problems


def _problems_of(form: forms.BaseForm) -> list[Problem]:
    problems = [Problem("", str(message), "") for message in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else _first_control_id(bound)
        problems.extend(Problem(str(bound.label), str(message), target) for message in bound.errors)
    return problems


def _first_control_id(bound: BoundField) -> str:
    """Return the id of the element that takes the focus when a reader follows the summary."""
    element_id = str(bound.field.widget.attrs.get("id") or bound.auto_id)
    if isinstance(bound.field.widget, forms.RadioSelect):
        groups = _choice_groups(bound, element_id)
        return groups[0].choices[0].id if groups else ""
    return f"{element_id}_0" if isinstance(bound.field.widget, forms.MultiWidget) else element_id
