"""What the template pack makes of a form."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from django.test import Client

from tests.frontend.elements import Elements
from tests.frontend.gallery import FILLED, EveryWidget, LaidOut


def crispy(form: forms.Form) -> Elements:
    return Elements(Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form})))


def refused(**changes: str) -> EveryWidget:
    return EveryWidget({**FILLED, **changes})


def test_each_label_leads_to_its_input() -> None:
    page = crispy(EveryWidget())

    targets = [label.attrs["for"] for label in page.find("label")]

    assert len(targets) > 15
    assert set(targets) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_every_visible_field_has_a_label_or_a_legend() -> None:
    page = crispy(EveryWidget())
    named = " ".join(element.text for element in page.find("label") + page.find("legend"))

    for bound in EveryWidget():
        assert bound.is_hidden or str(bound.label) in named


def test_hint_and_error_are_tied_to_the_input() -> None:
    page = crispy(refused(email="keine Adresse"))

    email = page.one("input", name="email")

    assert email.attrs["aria-describedby"].split() == ["id_email_hint", "id_email_error"]
    assert email.attrs["aria-invalid"] == "true"
    assert page.one(id="id_email_hint").text == "Die Adresse, unter der Sie angemeldet sind."
    assert "E-Mail" in page.one(id="id_email_error").text


def test_a_field_without_hint_and_error_describes_nothing() -> None:
    name = crispy(EveryWidget()).one("input", name="name")

    assert "aria-describedby" not in name.attrs
    assert "aria-invalid" not in name.attrs


def test_a_group_of_choices_is_described_as_a_whole() -> None:
    page = crispy(refused(mode=""))
    group = next(fieldset for fieldset in page.find("fieldset") if "Wie möchten Sie sich treffen?" in fieldset.text)

    assert group.attrs["aria-describedby"].split() == ["id_mode_hint", "id_mode_error"]


def test_what_is_optional_says_so_in_words() -> None:
    page = crispy(EveryWidget())

    assert page.one("label", for_="id_phone").text == "Telefon (freiwillig)"
    assert page.one("label", for_="id_name").text == "Funktion"
    assert page.one("label", for_="id_agree").text == "Ich behandle alles vertraulich."


def test_a_draft_marks_nothing_as_optional() -> None:
    class Draft(EveryWidget):
        mark_optional = False

    assert not crispy(Draft()).find(css_class="kern-label__optional")


def test_a_long_text_is_counted_and_never_cut() -> None:
    page = crispy(EveryWidget())

    area = page.one("textarea", name="motivation")

    assert "maxlength" not in area.attrs
    assert area.attrs["data-m-limit"] == "200"
    assert "id_motivation_counter" in area.attrs["aria-describedby"].split()
    assert page.one(id="id_motivation_counter").text == "Höchstens 200 Zeichen"


def test_a_short_text_keeps_its_limit() -> None:
    assert crispy(EveryWidget()).one("input", name="name").attrs["maxlength"] == "80"


def test_dates_and_times_are_given_to_the_browser_in_iso_form() -> None:
    moment = datetime(2027, 1, 31, 22, 59, tzinfo=UTC)
    form = EveryWidget(initial={"day": date(2027, 1, 12), "hour": time(9, 5), "moment": moment})

    page = crispy(form)

    day, hour = page.one("input", name="day"), page.one("input", name="hour")
    assert (day.attrs["type"], day.attrs["value"]) == ("date", "2027-01-12")
    assert (hour.attrs["type"], hour.attrs["value"]) == ("time", "09:05")
    assert page.one("input", name="moment_0").attrs["value"] == "2027-01-31"
    assert page.one("input", name="moment_1").attrs["value"] == "23:59"


def test_date_and_time_of_one_moment_have_labels_of_their_own() -> None:
    page = crispy(EveryWidget())

    assert page.one("label", for_="id_moment_0").text == "Datum"
    assert page.one("label", for_="id_moment_1").text == "Uhrzeit"


def test_what_was_entered_comes_back() -> None:
    page = crispy(refused(name=""))

    chosen = {box.attrs["id"] for box in page.find("input") if "checked" in box.attrs}
    assert chosen == {"id_agree", "id_topics_0_0", "id_topics_1_0", "id_mode_0", "id_kind_1"}
    assert page.one("textarea", name="motivation").text == FILLED["motivation"]
    assert [option.attrs["value"] for option in page.find("option") if "selected" in option.attrs] == ["yard", "51"]


def test_a_password_does_not_come_back() -> None:
    assert "value" not in crispy(refused(name="")).one("input", name="secret").attrs


def test_grouped_choices_stand_under_their_headings() -> None:
    page = crispy(EveryWidget())

    assert [legend.text for legend in page.find("legend", "m-choice-group__legend")] == ["Führung", "Zeit und Familie"]


def test_a_choice_with_a_description_becomes_a_card() -> None:
    page = crispy(EveryWidget())

    visit = page.one("input", id="id_kind_1")

    assert visit.attrs["aria-describedby"] == "id_kind_1_description"
    assert "Vertraulichkeit" in page.one(id="id_kind_1_description").text
    assert len(page.find(css_class="m-choice-card")) == 2


def test_a_file_and_a_hidden_field_are_just_there() -> None:
    page = crispy(EveryWidget())

    assert page.one("input", name="letter").attrs["type"] == "file"
    assert page.one("input", name="version").attrs["type"] == "hidden"


def test_the_summary_names_every_error_and_leads_to_its_field() -> None:
    form = EveryWidget({})

    page = crispy(form)

    summary = page.one(css_class="m-error-summary")
    links = [link.attrs["href"].removeprefix("#") for link in page.find("a", "kern-link")]
    assert summary.attrs["role"] == "alert"
    assert (summary.attrs["tabindex"], "autofocus" in summary.attrs) == ("-1", True)
    assert len(links) == len(form.errors) - 1  # the hidden one cannot be jumped to
    assert set(links) <= set(page.ids)
    assert "Funktion – Bitte füllen Sie dieses Feld aus." in summary.text


def test_the_summary_leads_to_the_first_box_of_a_group() -> None:
    page = crispy(refused(mode="", moment_0=""))

    assert [link.attrs["href"] for link in page.find("a", "kern-link")] == ["#id_moment_0", "#id_mode_0"]


def test_the_summary_leads_to_the_first_box_of_grouped_choices() -> None:
    data = {name: value for name, value in FILLED.items() if name != "topics"}

    page = crispy(EveryWidget(data))

    assert [link.attrs["href"] for link in page.find("a", "kern-link")] == ["#id_topics_0_0"]
    assert "id_topics_0_0" in page.ids


def test_an_error_of_the_whole_form_stands_in_the_summary_without_a_link() -> None:
    page = crispy(refused(name="Widerspruch"))

    assert "Ort und Tag passen nicht zusammen." in page.one(css_class="m-error-summary").text
    assert not page.find("a", "kern-link")


def test_a_form_without_errors_has_no_summary() -> None:
    assert not crispy(EveryWidget()).find(css_class="m-error-summary")
    assert not crispy(EveryWidget(FILLED)).find(css_class="m-error-summary")


def test_entered_text_is_never_taken_as_markup() -> None:
    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(
        Context({"form": refused(name="<b>x</b>" * 20, place="<i>y</i>")})
    )

    assert "<b>x</b>" not in html
    assert "<i>y</i>" not in html


def test_crispy_gives_a_whole_form_that_the_server_checks() -> None:
    page = Elements(render_crispy_form(LaidOut(), context={"csrf_token": "token"}))

    form = page.one("form")
    assert (form.attrs["method"], form.attrs["id"], "novalidate" in form.attrs) == ("post", "laid-out", True)
    assert page.one("input", name="csrfmiddlewaretoken").attrs["value"] == "token"


def test_the_first_button_is_filled_and_others_stand_back() -> None:
    page = Elements(render_crispy_form(LaidOut(), context={"csrf_token": "token"}))

    assert "kern-btn--primary" in page.one("button", name="send").classes
    assert "kern-btn--primary" not in page.one("button", name="keep").classes
    assert "kern-btn--secondary" in page.one("button", name="keep").classes


def test_layout_objects_keep_classes_ids_and_attributes() -> None:
    page = Elements(render_crispy_form(LaidOut(), context={"csrf_token": "token"}))

    assert "hidden-part" in page.one("div", id="part").classes
    assert len(page.find("div", "m-form__column")) == 2
    note = page.one("input", name="note")
    assert (note.attrs["rows"], "extra" in note.classes) == ("3", True)
    assert page.find("legend")[0].text == "Zur Person"


def test_one_field_can_be_shown_alone() -> None:
    template = Template("{% load crispy_forms_tags %}{{ form.email|as_crispy_field }}")

    page = Elements(template.render(Context({"form": EveryWidget()})))

    assert page.one("input").attrs["name"] == "email"


@pytest.mark.django_db
def test_a_refused_formset_names_the_errors_of_all_its_forms(client: Client) -> None:
    data: dict[str, Any] = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-first": "Jana"}
    data |= {"form-0-token": "x", "form-1-token": "x", "form-1-last": "Weiß"}

    page = Elements(client.post("/gallery/formset/", data).content.decode())

    assert page.one("input", name="form-TOTAL_FORMS").attrs["value"] == "2"
    links = [link.attrs["href"] for link in page.find("a", "kern-link")]
    assert links == ["#id_form-0-last", "#id_form-1-first"]
    assert page.one("title").text.startswith("Fehler:")
