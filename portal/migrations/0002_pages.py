"""First drafts of the pages that every installation needs; the team edits them in the admin.

The role guide follows the programme's leaflet "Ihre Rolle als Mentor:in".
"""

from django.db import migrations

START = """\
Das interne Mentoringprogramm bringt Frauen, die bald führen wollen, mit erfahrenen Führungskräften zusammen. \
Ein Jahr lang treffen Sie sich alle paar Wochen zu zweit: vertraulich, auf Augenhöhe und ohne Weisungsbefugnis. \
Das Gleichstellungsreferat begleitet das Programm und ist bei Fragen für Sie da.
"""

ROLE = """\
Sie wurden vom Gleichstellungsreferat oder von der Personalverwaltung als Mentor:in angesprochen? Oder Sie stellen sich \
selbst zur Verfügung? Herzlichen Glückwunsch: Sie sind eine erfahrene Führungskraft, der man diese wichtige und \
verantwortungsvolle Aufgabe zutraut.

Mentoring ist kein Ehrenamt, das man nebenbei erledigt. Es ist eine Personalentwicklung, von der Sie ebenso profitieren \
wie Ihre Mentee, wenn auch auf anderer Ebene.

# Was Sie mitbringen

- Sie schauen selbstbewusst und reflektiert auf Ihr Berufsleben zurück, auch auf Herausforderungen und Misserfolge.
- Sie mögen Menschen und lassen sie gern an Ihren Erfahrungen teilhaben.
- Sie begegnen Ihrer Mentee mit Wertschätzung, Empathie, Geduld und Respekt.

Nicht Ihre Ausbildung oder Position entscheidet, sondern wie Sie Ihrer Mentee begegnen.

# Wie Sie Ihre Mentee unterstützen

**Im Gespräch.** Lassen Sie sich Ziele und Wünsche schildern. Überlegen Sie gemeinsam, wie Sie Ihre Mentee begleiten \
können. Erzählen Sie von Ihren guten und schlechten Erfahrungen, und geben Sie Zeit und Raum.

**In der Praxis.** Nehmen Sie Ihre Mentee, wo es möglich ist, zu eigenen Terminen mit, damit sie Sie in Ihrer Funktion \
erlebt. Üben Sie mit ihr, was ihr bevorsteht. Geben Sie Feedback und machen Sie Vorschläge.

**Mit Ihrem Netzwerk.** Machen Sie Ihre Mentee mit Menschen bekannt, die weiterhelfen. Holen Sie sich selbst Rat, wenn \
Sie eine Frage nicht beantworten können. Nehmen Sie sie zu Veranstaltungen mit.

# Ihr Selbstverständnis

Für Ihre Mentee sind Sie im Idealfall

- **Gesprächspartner:in** auf Augenhöhe und ohne Weisungsbefugnis,
- **Sparringspartner:in**, um bisheriges Verhalten zu hinterfragen und neues zu üben,
- **Feedbackgeber:in**, offen, konstruktiv und hilfreich,
- **Mutmacher:in**, wenn es darum geht, Neues auszuprobieren oder nach einem Misserfolg weiterzumachen.

Sie sind kein Coach: Sie berichten von Ihren persönlichen Erfahrungen und lassen Ihre Mentee an Ihrem Wissen und Ihrem \
Netzwerk teilhaben.

# Austausch untereinander

Im Einführungsworkshop bald nach Beginn des Mentoring-Jahres hören Sie, was das Programm erwartet, und lernen die \
anderen Mentor:innen kennen. Auch danach sind das Projektteam und die Beratung für Ihre Fragen da.
"""

HELP = """\
# Ziele

Ein Mentoring-Ziel ist zuerst ein Thema. Worte dafür finden Sie allein oder später zusammen im Tandem. Ziele können sich \
klären oder erledigen: Das ist eine gute Nachricht. Neue kommen jederzeit dazu.

# Treffen

Sie beide können Treffen planen und eintragen. Ein Klick auf „Hat stattgefunden“ genügt, alles Weitere ist freiwillig. \
Gemeinsame Notizen lesen Sie beide, eigene Notizen nur Sie.

# Wenn etwas nicht passt

In der Kennenlernzeit können Sie ohne Angabe von Gründen vom Tandem zurücktreten. Später schreiben Sie bitte vertraulich \
an das Projektteam. Die andere Person erfährt davon nichts, solange Sie es nicht möchten.
"""

IMPRINT = """\
Stadt Kerpen  
Jahnplatz 1  
50171 Kerpen

Die Stadt Kerpen ist eine Körperschaft des öffentlichen Rechts. Sie wird durch die Bürgermeisterin oder den \
Bürgermeister vertreten.

Für den Inhalt verantwortlich: Gleichstellungsreferat der Stadt Kerpen.
"""

PRIVACY = """\
# Wofür wir Ihre Daten verwenden

Mit dieser Anwendung führt die Stadt Kerpen ihr internes Mentoringprogramm durch. Wer teilnimmt, entscheidet das \
selbst. Ihre Teilnahme wird nie für eine Beurteilung oder eine Stellenauswahl verwendet.

# Wer was liest

- Das **Projektteam** liest Bewerbungen, Profile und Themen und entscheidet über Tandems.
- Nur **Sie beide** lesen Treffen, gemeinsame Notizen, Ihre Vereinbarung und Worte zu Zielen, die freigegeben sind.
- Nur **Sie** lesen eigene Notizen, eigene Worte zu Zielen und wen Sie ausgeschlossen haben.

Was zum Tandem gehört oder nur Ihnen, wird verschlüsselt gespeichert. Auch die Administration kann es nicht lesen.

# Cookies

Diese Anwendung setzt zwei Cookies: eines für Ihre Anmeldung und eines zum Schutz Ihrer Eingaben. Beide sind notwendig.

# Ihre Rechte

Sie können Auskunft, Berichtigung und Löschung verlangen und sich an die behördliche Datenschutzbeauftragte oder den \
behördlichen Datenschutzbeauftragten wenden.
"""

ACCESSIBILITY = """\
Die Stadt Kerpen möchte, dass alle Beschäftigten diese Anwendung nutzen können. Sie richtet sich nach den Web Content \
Accessibility Guidelines 2.2, Stufe AA, und wird mit Tastatur, bei starker Vergrößerung und mit automatischen Werkzeugen \
geprüft.

# Eine Barriere melden

Wenn Ihnen etwas im Weg steht, schreiben Sie bitte dem Gleichstellungsreferat. Wir antworten und beheben es.
"""

# Slug, title, text, in the footer, readable without signing in.
PAGES = [
    ("start", "Über das Programm", START, False, True),
    ("rolle", "Ihre Rolle als Mentor:in", ROLE, False, True),
    ("hilfe", "Hilfe", HELP, False, False),
    ("impressum", "Impressum", IMPRINT, True, True),
    ("datenschutz", "Datenschutz", PRIVACY, True, True),
    ("barrierefreiheit", "Barrierefreiheit", ACCESSIBILITY, True, True),
]


def load(apps, schema_editor):
    Page = apps.get_model("portal", "Page")
    Page.objects.using(schema_editor.connection.alias).bulk_create(
        Page(slug=slug, title=title, body=body, is_in_footer=footer, is_public=public, position=position)
        for position, (slug, title, body, footer, public) in enumerate(PAGES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
