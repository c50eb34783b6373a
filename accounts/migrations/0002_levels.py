"""Ships the six levels of a German city administration. They can be renamed, reordered and added to."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LEVELS = [
    "Sachbearbeitung",
    "Teamleitung",
    "Abteilungsleitung",
    "Amtsleitung",
    "Dezernatsleitung",
    "Bürgermeisteramt",
]
LEADS_DEPARTMENT = "Amtsleitung"


def ship_levels(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Level = apps.get_model("accounts", "Level")
    Level.objects.bulk_create(
        Level(name=name, rank=rank, leads_department=name == LEADS_DEPARTMENT)
        for rank, name in enumerate(LEVELS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(ship_levels, migrations.RunPython.noop)]
