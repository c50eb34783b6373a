"""Staff files with whatever may stand in them: refused with a reason that can be read, or imported whole."""

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings

from accounts.models import Employee, OrgUnit, StaffImport, StaffImportState
from tests.accounts.staff_files import run_import
from tests.fuzz.answers import SUMMARY
from tests.fuzz.profile import PROFILE
from tests.fuzz.staff_files import Files, files

UPLOAD = reverse("admin:accounts_employee_import")
Directory = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def test_whatever_stands_in_the_files_is_refused_in_words_or_imported_whole(hr_member) -> None:
    run_import()
    client = Client()
    client.force_login(hr_member)

    @settings(PROFILE, max_examples=PROFILE.max_examples * 5)
    @given(files())
    def upload(sent: Files) -> None:
        with transaction.atomic():
            before = directory()
            answer = client.post(
                UPLOAD,
                {
                    "organisation": "BM",
                    "units": SimpleUploadedFile("../../dienststellen.csv", sent.units),
                    "employees": SimpleUploadedFile("beschäftigte.csv", sent.employees),
                },
            )
            if answer.status_code == 200:
                assert SUMMARY in answer.text
                assert not StaffImport.objects.exists()
                assert directory() == before
            else:
                decide(client, answer, before)
            transaction.set_rollback(True)

    upload()


def decide(client: Client, uploaded: HttpResponse, before: Directory) -> None:
    """Look at the preview and agree to everything; then all of it is there, or nothing and the reason."""
    active = active_now()
    step = uploaded.headers["Location"]
    preview = client.get(step).context["preview"]
    agreed = {"digest": preview.digest, "decision": "skip", "allow_many_gone": "on"}
    answer = client.post(step, agreed)
    staff_import = StaffImport.objects.get()

    told = [message.level for message in messages.get_messages(answer.wsgi_request)]
    if staff_import.state == StaffImportState.APPLIED:
        for what, was, now in zip(("units", "employees"), active, active_now(), strict=True):
            numbers = {name: staff_import.result[f"{what}_{name}"] for name in ("new", "returning", "gone")}
            assert now == was + numbers["new"] + numbers["returning"] - numbers["gone"]
        assert told == [messages.SUCCESS]
    else:
        assert told == [messages.ERROR]
        assert directory() == before
    assert client.get(step).status_code == 200


def active_now() -> tuple[int, int]:
    return OrgUnit.objects.filter(is_active=True).count(), Employee.objects.filter(is_active=True).count()


def directory() -> Directory:
    """Return all that an import may change."""
    units = OrgUnit.objects.order_by("pk").values_list("code", "name", "parent", "head", "deputy", "is_active")
    people = Employee.objects.order_by("pk").values_list()
    return list(units), list(people)
