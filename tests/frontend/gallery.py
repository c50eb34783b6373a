"""Forms and pages that show every part of the front end once, for the tests to look at."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Column, Div, Field, Fieldset, Layout, Row, Submit
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


class KindCards(forms.RadioSelect):
    descriptions = {
        "talk": "Sie sprechen über eines Ihrer Ziele.",
        "visit": "Die Mentee begleitet Sie zu einem Termin. Denken Sie an die Vertraulichkeit.",
    }


class EveryWidget(forms.Form):
    """One field of each kind that ordinary forms use."""

    name = forms.CharField(label="Funktion", max_length=80)
    email = forms.EmailField(label="Dienstliche E-Mail", help_text="Die Adresse, unter der Sie angemeldet sind.")
    phone = forms.CharField(label="Telefon", required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    secret = forms.CharField(label="Passwort", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    motivation = forms.CharField(
        label="Warum möchten Sie teilnehmen?",
        help_text="Zwei oder drei Sätze reichen.",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.ChoiceField(label="Ort", choices=[("", "Bitte wählen"), ("hall", "Rathaus"), ("yard", "Bauhof")])
    units = forms.MultipleChoiceField(
        label="Dienststellen", required=False, choices=[("10", "Hauptamt"), ("51", "Jugendamt")]
    )
    day = forms.DateField(label="Tag des Treffens")
    hour = forms.TimeField(label="Beginn")
    moment = forms.SplitDateTimeField(
        label="Anmeldeschluss", widget=forms.SplitDateTimeWidget(), help_text="Danach ist keine Anmeldung möglich."
    )
    minutes = forms.IntegerField(label="Dauer in Minuten", min_value=1)
    agree = forms.BooleanField(label="Ich behandle alles vertraulich.", help_text="Auch nach dem Ende des Jahres.")
    topics = forms.MultipleChoiceField(
        label="Ihre Themen",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("Führung", [("1", "In die Führungsrolle finden"), ("2", "Mitarbeitende führen")]),
            ("Zeit und Familie", [("3", "Führen in Teilzeit"), ("4", "Beruf und Familie vereinbaren")]),
        ],
    )
    days = forms.MultipleChoiceField(
        label="Passende Tage", widget=forms.CheckboxSelectMultiple, required=False, choices=[("1", "Mo"), ("2", "Di")]
    )
    mode = forms.ChoiceField(
        label="Wie möchten Sie sich treffen?",
        widget=forms.RadioSelect,
        choices=[("site", "Vor Ort"), ("online", "Online")],
        help_text="Sie können das jederzeit ändern.",
    )
    kind = forms.ChoiceField(
        label="Art des Treffens", widget=KindCards, choices=[("talk", "Gespräch"), ("visit", "Terminbegleitung")]
    )
    letter = forms.FileField(label="Datei mit Beschäftigten", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("name") == "Widerspruch":
            raise forms.ValidationError("Ort und Tag passen nicht zusammen.")
        return cleaned


FILLED = {
    "name": "Sachgebietsleitung",
    "email": "jana.krueger@kerpen.example",
    "motivation": "Ich möchte eine Führungsaufgabe übernehmen.",
    "place": "yard",
    "units": ["51"],
    "day": "2027-01-12",
    "hour": "10:00",
    "moment_0": "2027-01-31",
    "moment_1": "23:59",
    "minutes": "60",
    "agree": "on",
    "topics": ["1", "3"],
    "mode": "site",
    "kind": "visit",
    "secret": "ein langes Passwort",
    "version": "1",
}


class LaidOut(forms.Form):
    """A form with crispy's layout objects."""

    first = forms.CharField(label="Vorname")
    last = forms.CharField(label="Nachname")
    note = forms.CharField(label="Bemerkung", required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="x")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_id = "laid-out"
        helper.layout = Layout(
            Fieldset("Zur Person", Row(Column("first"), Column("last")), Field("note", css_class="extra", rows="3")),
            Div("token", css_class="hidden-part", css_id="part"),
            ButtonHolder(
                Submit("send", "Absenden"),
                Submit("keep", "Entwurf speichern", css_class="kern-btn--secondary"),
                HTML('<a class="kern-btn kern-btn--tertiary" href="/"><span class="kern-label">Abbrechen</span></a>'),
            ),
        )
        return helper


def widgets(request: HttpRequest) -> HttpResponse:
    """Every widget, empty, or as `?filled`, or refused after a POST."""
    form = EveryWidget(request.POST or (FILLED if "filled" in request.GET else None))
    return render(request, "gallery/widgets.html", {"form": form})


def laid_out(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/crispy.html", {"form": LaidOut(request.POST or None)})


def formset(request: HttpRequest) -> HttpResponse:
    kind = forms.formset_factory(LaidOut, extra=2)
    rows = kind(request.POST or None)
    if request.method == "POST":
        rows.is_valid()
    helper = FormHelper()
    helper.add_input(Submit("send", "Absenden"))
    return render(request, "gallery/formset.html", {"formset": rows, "helper": helper})


def components(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Ihr Treffen ist eingetragen.")
    messages.error(request, "Die Seite wurde inzwischen geändert.")
    context = {
        "navigation": [("Start", "/", True), ("Meine Ziele", "/ziele/", False), ("Treffen", "/treffen/", False)],
        "account_links": [("Einstellungen", "/konto/", False)],
        "page_obj": Paginator(range(60), 20).page(2),
        "tasks": [
            {"title": "Motivation", "url": "/m/", "status": "Fertig", "kind": "success"},
            {"title": "Themen", "url": "/t/", "status": "Noch offen", "kind": "info"},
            {"title": "Prüfen und absenden", "url": "", "status": "Noch nicht möglich", "kind": ""},
        ],
        "people": ["Jana Krüger", "Rabia Weiß"],
        "mail": {"subject": "Neuigkeiten zum Mentoringprogramm", "body": "Guten Tag,\n\nbitte melden Sie sich an."},
    }
    return render(request, "gallery/components.html", context)


def missing(request: HttpRequest, number: int) -> HttpResponse:
    raise Http404(f"There is no {number}.")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")
