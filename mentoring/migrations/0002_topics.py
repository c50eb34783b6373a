"""Load the programme's catalogue of 17 topics, in its order and wording (R1).

Source: the programme's leaflet "Ihre Rolle als Mentor:in", slips of grammar corrected.
"""

from django.db import migrations

CATALOGUE = [
    ("career", "Vorbereitung auf den nächsten Karriereschritt und Hilfe bei der strategischen Karriereplanung"),
    ("career", "Übernahme von erster Führungsverantwortung im Rahmen einer neuen oder höheren Position"),
    (
        "career",
        "Übernahme weiterer Führungsverantwortung auf dem Weg zur Abteilungs- oder Behördenleitung",
    ),
    ("leading", "Verhalten als „neue“ Führungskraft gegenüber bisherigen Kolleg:innen"),
    ("leading", "Führungsverhalten und Durchsetzungsfähigkeit"),
    ("leading", "Feedback zur eigenen Person und zum persönlichen Führungsstil"),
    ("leading", "Konflikte mit Vorgesetzten oder im Team"),
    ("family", "Arbeitsorganisation und Zeitmanagement"),
    ("family", "Vereinbarkeit von Familie und Beruf"),
    ("family", "Führen in Teilzeit"),
    ("family", "Rückkehr aus der Elternzeit"),
    ("family", "Reduzierung der Arbeitszeit"),
    ("network", "Auf- und Ausbau des eigenen Netzwerks innerhalb der Behörde"),
    ("network", "Verbesserung der eigenen Sichtbarkeit und des Selbstmarketings innerhalb der Behörde"),
    ("network", "Verbesserung des persönlichen Auftretens in Besprechungen und bei Präsentationen"),
    ("other", "Wissenstransfer innerhalb der Behörde"),
    ("other", "Sonstige Themen"),
]


def load(apps, schema_editor):
    Topic = apps.get_model("mentoring", "Topic")
    Topic.objects.using(schema_editor.connection.alias).bulk_create(
        Topic(title=title, group=group, position=position, needs_words=title == "Sonstige Themen")
        for position, (group, title) in enumerate(CATALOGUE, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
