"""First drafts of the pages that every installation needs; the team edits them in the admin.

Their texts stand in `pages/`. The role guide follows the programme's leaflet "Ihre Rolle als Mentor:in".
"""

from pathlib import Path

from django.db import migrations

TEXTS = Path(__file__).parent / "pages"

# Slug, title, in the footer, readable without signing in.
PAGES = [
    ("start", "Über das Programm", False, True),
    ("rolle", "Ihre Rolle als Mentor:in", False, True),
    ("hilfe", "Hilfe", False, False),
    ("impressum", "Impressum", True, True),
    ("datenschutz", "Datenschutz", True, True),
    ("barrierefreiheit", "Barrierefreiheit", True, True),
]


def load(apps, schema_editor):
    Page = apps.get_model("portal", "Page")
    Page.objects.using(schema_editor.connection.alias).bulk_create(
        Page(
            slug=slug,
            title=title,
            body=(TEXTS / f"{slug}.md").read_text(encoding="utf-8"),
            is_in_footer=footer,
            is_public=public,
            position=position,
        )
        for position, (slug, title, footer, public) in enumerate(PAGES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
