"""Which rows of the HR files are refused, each with its own reason, and what is only remarked on."""

import pytest

from accounts.models import Employee, OrgUnit, User
from tests.accounts.staff_files import PEOPLE, UNITS, person, preview, reasons, run_import, unit_reasons
from tests.factories import EmployeeFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

FIRST_NEW_ROW = len(PEOPLE) + 2


def with_rows(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [*PEOPLE, *rows]


def reason_for(row: tuple[str, ...]) -> str:
    """Return the one reason why a row behind the good ones is refused."""
    found = reasons(preview(with_rows(row)))
    assert list(found) == [FIRST_NEW_ROW]
    assert len(found[FIRST_NEW_ROW]) == 1
    return found[FIRST_NEW_ROW][0]


def test_good_files_have_nothing_to_refuse_and_nothing_to_remark():
    shown = preview()

    assert (shown.blockers, shown.refused, shown.notices) == ([], [], [])
    assert (len(shown.units.new), len(shown.employees.new)) == (3, 6)
    assert shown.is_new_organisation


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (person("Gabi", email=""), "Die E-Mail-Adresse fehlt."),
        (person("Gabi", email="Dora@KERPEN.example"), "Die Adresse „dora@kerpen.example“ steht schon in Zeile 5."),
        (person("Gabi", email="gabi"), "„gabi“ ist keine E-Mail-Adresse: Das @ fehlt."),
        (person("Gabi", email="gabi@"), "„gabi@“ ist keine gültige E-Mail-Adresse."),
        (person("Gabi", "99.9"), "Die Dienststelle „99.9“ steht nicht in der Datei der Dienststellen."),
        (
            person("Gabi", level="Oberboss"),
            "Die Führungsebene „Oberboss“ ist unbekannt. Bekannt sind: Sachbearbeitung,",
        ),
        (person("Gabi", superior="Niemand"), "„niemand@kerpen.example“ (Vorgesetzte/r) steht nicht in der Datei."),
        (person("Gabi", superior="Gabi"), "Die Person ist bei sich selbst als Vorgesetzte/r eingetragen."),
        (person("Gabi", last='=HYPERLINK("http://evil.example")'), "Die Spalte „Nachname“ enthält eine Formel:"),
        (person("Gabi", first="+Gabi", email="g@kerpen.example"), "Die Spalte „Vorname“ enthält eine Formel:"),
        (person("Gabi", last="<script>alert(1)</script>"), "Die Spalte „Nachname“ enthält Programmcode:"),
        (person("Gabi", function="<img src=x>"), "Die Spalte „Funktion“ enthält Programmcode:"),
        (person("Gabi", first=""), "Der Vorname fehlt."),
        (person("Gabi", last=" \t"), "Der Nachname fehlt."),
        (person("Gabi", unit=""), "Die Dienststelle fehlt."),
        (person("Gabi", level=""), "Die Führungsebene fehlt."),
        (person("Gabi", last="x" * 101), "Die Spalte „Nachname“ enthält mehr als 100 Zeichen."),
        ((*person("Gabi"), "zu viel"), "Die Zeile hat mehr Spalten als die Kopfzeile."),
    ],
)
def test_each_fault_has_its_own_message(row, expected):
    assert reason_for(row).startswith(expected)


def test_a_circle_of_superiors_refuses_everybody_in_it():
    rows = [person("Gabi", superior="Hans"), person("Hans", superior="Ines"), person("Ines", superior="Gabi")]
    expected = ["Diese Personen sind im Kreis füreinander Vorgesetzte: Gabi Gabisen, Hans Hanssen, Ines Inessen."]
    assert reasons(preview(with_rows(*rows))) == dict.fromkeys(range(FIRST_NEW_ROW, FIRST_NEW_ROW + 3), expected)


def test_every_fault_of_a_row_is_named():
    row = person("Gabi", "99.9", first="", email="g@kerpen.example", level="Oberboss")
    assert len(reasons(preview(with_rows(row)))[FIRST_NEW_ROW]) == 3


def test_whoever_reports_to_a_refused_row_is_imported_without_a_superior():
    rows = [person("Gabi", level="Oberboss"), person("Hans", superior="Gabi")]
    shown = preview(with_rows(*rows))

    assert list(reasons(shown)) == [FIRST_NEW_ROW]
    assert [(notice.number, "ohne Vorgesetzte" in notice.text) for notice in shown.notices] == [
        (FIRST_NEW_ROW + 1, True)
    ]
    run_import(with_rows(*rows))
    assert Employee.objects.get(first_name="Hans").superior is None


def test_a_refused_superior_whom_the_directory_knows_stays_the_superior():
    run_import()
    rows = [person("Cem", "10.1", "Anna", level="Oberboss") if row[1] == "Cem" else row for row in PEOPLE]

    shown = preview(rows)

    assert list(reasons(shown)) == [4]
    assert shown.notices == []
    assert (shown.employees.unchanged, shown.employees.gone) == (5, [])


@pytest.mark.parametrize("damage", [{"email": ""}, {"email": "dora"}, {"email": "emil@kerpen.example"}])
def test_nobody_leaves_because_her_row_is_faulty(damage):
    run_import()
    rows = [person("Dora", superior="Cem", **damage) if row[1] == "Dora" else row for row in PEOPLE]
    # Whoever keeps the doubled address stands behind it in the file.
    rows.sort(key=lambda row: row[1] == "Dora")

    shown = preview(rows)

    assert len(shown.refused) == 1
    assert shown.employees.gone == []
    assert shown.merges == []


def test_a_superior_who_left_is_unknown():
    run_import()
    shown = preview([row for row in PEOPLE if row[1] != "Cem"])
    assert list(reasons(shown)) == [4, 5, 6]


def test_a_superior_may_work_in_another_organisation():
    boss = EmployeeFactory(email="boss@nachbar.example")
    run_import(with_rows(person("Gabi", superior=boss.email)))
    assert Employee.objects.get(first_name="Gabi").superior == boss


def test_somebody_of_another_organisation_is_not_taken_over():
    town = OrganisationFactory(code="NB", name="Nachbarstadt")
    EmployeeFactory(email="gabi@kerpen.example", unit=town)
    expected = "Diese Adresse gehört zu jemandem in der Organisation NB Nachbarstadt."
    assert reason_for(person("Gabi")) == expected


class TestAnAddressThatWasGivenToSomebodyElse:
    """Whoever reads its mailbox must not come into another one's account."""

    @pytest.fixture(autouse=True)
    def _gabi(self):
        run_import(with_rows(person("Gabi")))
        gabi = Employee.objects.get(first_name="Gabi")
        self.account = UserFactory(employee=gabi, has_signed_in=True)

    def leaves(self):
        run_import(with_rows())

    def refused(self, first: str, last: str) -> bool:
        row = person("Gabi")
        return "Diese Adresse gehört im Verzeichnis Gabi Gabisen" in str(
            reasons(preview(with_rows((row[0], first, last, *row[3:]))))
        )

    @pytest.mark.parametrize(
        ("first", "last", "is_refused"),
        [("Gabi", "Meier", False), ("Gabriele", "Gabisen", False), ("gabi", "GABISEN", False), ("Ina", "Meier", True)],
    )
    def test_is_refused_while_she_works_there_when_neither_name_is_hers(self, first, last, is_refused):
        assert self.refused(first, last) is is_refused

    @pytest.mark.parametrize(
        ("first", "last", "is_refused"), [("Gabi", "Gabisen", False), ("Gabi", "Meier", True), ("Ina", "Gabisen", True)]
    )
    def test_is_refused_after_she_left_unless_it_is_she(self, first, last, is_refused):
        self.leaves()

        assert self.refused(first, last) is is_refused

    def test_opens_nothing(self):
        self.leaves()
        row = person("Gabi")
        run_import(with_rows((row[0], "Ina", "Meier", *row[3:])))

        self.account.refresh_from_db()
        assert (self.account.is_active, self.account.full_name) == (False, "Gabi Gabisen")

    def test_is_nothing_to_ask_about_where_nobody_has_signed_in(self):
        User.objects.update(has_signed_in=False)

        assert not self.refused("Ina", "Meier")

    def test_is_not_what_lost_letters_look_like(self):
        assert not self.refused("?abi", "?abisen")


def test_blanks_are_trimmed_and_said():
    shown = preview(with_rows(person("Gabi", first="  Gabi \t")))

    assert shown.refused == []
    assert [notice.text for notice in shown.notices] == [
        "Überflüssige Leerzeichen in der Spalte „Vorname“ wurden entfernt: „Gabi“."
    ]


def test_letters_in_a_column_that_nobody_needs_are_no_matter():
    shown = preview(with_rows(person("Gabi", hours="abc")))
    assert (shown.refused, shown.notices) == ([], [])


def test_a_damaged_name_is_remarked_on():
    shown = preview(with_rows(person("Gabi", last="?osi?")))

    assert shown.refused == []
    assert [notice.text for notice in shown.notices] == [
        "Der Name „?osi?“ sieht beschädigt aus: Vielleicht sind Buchstaben verloren gegangen."
    ]


def test_a_damaged_name_does_not_replace_the_right_one():
    run_import(with_rows(person("Gabi", last="Ćosić")))

    shown = preview(with_rows(person("Gabi", last="?osi?")))

    assert shown.changes_nothing
    assert [notice.text for notice in shown.notices] == [
        "Der Name „?osi?“ sieht beschädigt aus. „Ćosić“ bleibt stehen."
    ]


# Units


def test_a_unit_whose_head_is_unknown_is_left_without_one():
    units = [*UNITS[:2], ("10.1", "Abteilung 1", "10", "niemand@kerpen.example")]
    shown = preview(units=units)

    assert shown.refused == []
    assert ["niemand@kerpen.example" in notice.text for notice in shown.notices] == [True]
    run_import(units=units)
    assert OrgUnit.objects.get(code="10.1").head is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("", "Ohne Kürzel", "BM", ""), "Das Kürzel fehlt."),
        (("20", "", "BM", ""), "Die Bezeichnung fehlt."),
        (("10", "Noch einmal", "BM", ""), "Das Kürzel „10“ steht schon in Zeile 3."),
        (("20", "Amt", "99", ""), "Die übergeordnete Dienststelle „99“ steht nicht in der Datei."),
        (("20", "Amt", "20", ""), "Eine Dienststelle kann nicht sich selbst übergeordnet sein."),
        (("20", "Zweite Wurzel", "", ""), "Außer der Organisation „BM“ braucht jede Dienststelle eine übergeordnete."),
        (("20", "=1+1", "BM", ""), "Die Spalte „Bezeichnung“ enthält eine Formel:"),
    ],
)
def test_each_fault_of_a_unit_has_its_own_message(row, expected):
    found = unit_reasons(preview(units=[*UNITS, row]))

    assert list(found) == [5]
    assert len(found[5]) == 1
    assert found[5][0].startswith(expected)


def test_a_circle_of_units_refuses_all_of_it_and_names_the_cause_to_what_hangs_below():
    units = [*UNITS, ("20", "A", "21", ""), ("21", "B", "20", ""), ("21.1", "C", "21", ""), ("21.11", "D", "21.1", "")]
    shown = preview(with_rows(person("Gabi", "21.11")), units)

    circle = ["Diese Dienststellen sind einander im Kreis übergeordnet: 20, 21."]
    assert unit_reasons(shown) == {
        5: circle,
        6: circle,
        7: ["Die Dienststelle „21“ wurde abgelehnt (Zeile 6 der Dienststellen)."],
        8: ["Die Dienststelle „21.1“ wurde abgelehnt (Zeile 7 der Dienststellen)."],
    }
    assert reasons(shown) == {FIRST_NEW_ROW: ["Die Dienststelle „21.11“ wurde abgelehnt (Zeile 8 der Dienststellen)."]}


def test_a_refused_unit_that_the_directory_knows_stays_and_carries_others():
    run_import()
    units = [UNITS[0], ("10", "", "BM", "anna@kerpen.example"), UNITS[2]]
    shown = preview(units=units)

    assert list(unit_reasons(shown)) == [3]
    assert (shown.units.gone, shown.employees.gone, reasons(shown)) == ([], [], {})


def test_a_circle_with_a_unit_that_stays_where_it_is_is_found():
    units = [*UNITS, ("20", "Amt 20", "10", "")]
    run_import(units=units)
    # 20 would become the parent of 10, while its own faulty row leaves it below 10.
    moved = [UNITS[0], ("10", "Amt für Zentrale Dienste", "20", ""), UNITS[2], ("20", "", "BM", "")]
    assert sorted(unit_reasons(preview(units=moved))) == [3, 5]


def test_a_circle_with_somebody_who_stays_as_she_is_is_found():
    run_import(with_rows(person("Gabi", superior="Fine")))
    rows = [*PEOPLE[:-1], person("Fine", superior="Gabi"), person("Gabi", superior="Uta", level="Oberboss")]
    assert sorted(reasons(preview(rows))) == [FIRST_NEW_ROW - 1, FIRST_NEW_ROW]


@pytest.mark.parametrize(
    ("units", "organisation", "expected"),
    [
        (UNITS, "NB", "hat keine Zeile für die Organisation „NB“"),
        ([("BM", "Stadt", "10", ""), ("10", "Amt", "BM", "")], "BM", "darf keine übergeordnete Dienststelle haben"),
        ([("BM", "", "", ""), ("10", "Amt", "BM", "")], "BM", "Die Zeile der Organisation „BM“ wurde abgelehnt"),
        ([*UNITS, ("NB", "Nachbarstadt", "", "")], "", "beschreibt mehrere Organisationen: BM, NB"),
        ([("10", "Amt", "BM", "")], "", "Es gibt keine Zeile ohne übergeordnete Dienststelle"),
    ],
)
def test_without_the_organisation_itself_nothing_can_be_imported(units, organisation, expected):
    shown = preview(units=units, organisation=organisation)

    assert any(expected in blocker for blocker in shown.blockers)
    assert shown.changes_nothing


def test_a_new_organisation_is_taken_from_the_file_but_not_a_known_one():
    assert preview(organisation="").organisation_code == "BM"
    run_import()
    assert "gibt es schon" in preview(organisation="").blockers[0]


def test_codes_of_another_organisation_do_not_matter():
    other = OrganisationFactory(code="NB")
    OrgUnit.objects.create(code="10", name="Amt nebenan", parent=other, organisation=other)
    run_import()
    assert OrgUnit.objects.filter(code="10").count() == 2


def test_checking_needs_three_statements(django_assert_num_queries):
    run_import()
    with django_assert_num_queries(3):
        preview(with_rows(person("Gabi", superior="Cem")))


def test_thousands_of_rows_in_one_chain_are_checked_quickly():
    units = [("BM", "Stadt", "", ""), *((f"u{n}", "Amt", f"u{n - 1}" if n else "BM", "") for n in range(5_000))]
    units[2] = ("u1", "", "u0", "")
    people = [person(f"P{n}", "BM", f"P{n - 1}" if n else "") for n in range(5_000)]
    shown = preview(people, units)
    assert (len(shown.units.new), len(shown.employees.new)) == (2, 5_000)
