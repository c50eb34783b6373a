"""What the demo's people wrote. All of it is invented."""

MOTIVATIONS = [
    "Ich leite seit einem Jahr ein kleines Team und merke, dass mir der Austausch mit jemandem fehlt, der das schon länger "
    "macht. Ich wünsche mir ehrliches Feedback und jemanden, mit dem ich schwierige Gespräche vorbereiten kann.",
    "In den nächsten zwei Jahren möchte ich mich auf eine Abteilungsleitung bewerben. Ich kenne meine fachlichen Stärken, "
    "aber ich weiß noch nicht, ob mir die Rolle liegt. Das möchte ich herausfinden.",
    "Nach meiner Rückkehr aus der Elternzeit arbeite ich in Teilzeit. Mich interessiert, wie andere Führung und Familie "
    "miteinander verbinden, ohne dass eines davon zu kurz kommt.",
    "Ich werde oft gefragt, wenn es fachlich schwierig ist. In Besprechungen komme ich trotzdem selten zu Wort. Ich möchte "
    "lernen, meine Themen so zu vertreten, dass sie gehört werden.",
    "Vor kurzem bin ich Vorgesetzte meiner früheren Kolleginnen geworden. Das verändert vieles. Ich suche jemanden, der "
    "diesen Weg gegangen ist und mir sagt, worauf es ankommt.",
    "Ich arbeite seit acht Jahren im selben Amt und kenne wenige Menschen außerhalb. Ich möchte verstehen, wie die "
    "Verwaltung als Ganzes funktioniert, und mein Netzwerk erweitern.",
    "Projekte zu steuern macht mir Freude. Jetzt möchte ich wissen, was Führung darüber hinaus bedeutet und ob ich mir "
    "das dauerhaft zutraue.",
    "Ich nehme zu viel mit nach Hause, auch in Gedanken. Von einer erfahrenen Führungskraft möchte ich lernen, wie man "
    "Wichtiges von Dringendem trennt und trotzdem verlässlich bleibt.",
]

# Words for goals, by the position of the topic in the catalogue.
GOAL_WORDS = {
    1: "In einem Jahr möchte ich wissen, ob ich mich auf eine Abteilungsleitung bewerbe, und wenn ja, auf welche.",
    2: "Ich möchte die ersten hundert Tage als Teamleitung gut vorbereiten.",
    3: "Was unterscheidet den Alltag einer Amtsleitung von meinem? Ich möchte es einmal miterleben.",
    4: "Meine früheren Kolleginnen und ich sollen einen guten neuen Umgang finden.",
    5: "Entscheidungen vertreten, auch wenn nicht alle einverstanden sind.",
    6: "Wie wirke ich auf andere? Ich wünsche mir eine ehrliche Rückmeldung.",
    7: "Ein festgefahrenes Gespräch mit einer anderen Abteilung wieder in Gang bringen.",
    8: "Meine Woche so planen, dass der Freitag nicht immer übrig bleibt.",
    9: "Feste Zeiten für die Familie, ohne schlechtes Gewissen im Büro.",
    10: "Mit 70 Prozent führen: was ich abgebe und was bei mir bleibt.",
    11: "Gut wieder ankommen, nach anderthalb Jahren Pause.",
    12: "Herausfinden, welche Aufgaben sich mit weniger Stunden vertragen.",
    13: "Fünf Menschen aus anderen Ämtern kennenlernen, mit denen ich fachlich zu tun habe.",
    14: "Dass mein Projekt dort bekannt wird, wo über das nächste entschieden wird.",
    15: "Vor dem Ausschuss ruhig und klar vortragen.",
    16: "Mein Wissen so weitergeben, dass die Vertretung ohne Rückfragen klappt.",
    17: "Ich möchte lernen, mit Kritik in öffentlichen Sitzungen umzugehen.",
}

INTRODUCTIONS = [
    "Ich habe als Sachbearbeiterin angefangen und führe heute eine Abteilung. Nicht jeder Schritt war geplant. Gern erzähle "
    "ich auch von denen, die nicht geklappt haben.",
    "Mir ist wichtig, dass Gespräche offen sind. Ich höre lieber zu, als Ratschläge zu geben.",
    "Seit zwölf Jahren leite ich ein Amt, davon sechs in Teilzeit. Wer wissen möchte, wie das geht, ist bei mir richtig.",
    "Ich nehme Sie gern zu Terminen mit, damit Sie erleben, wie Entscheidungen entstehen.",
    "Veränderungen gehören zu meinem Alltag: zwei Umorganisationen, ein Umzug und viele neue Menschen im Team.",
    "Ich kenne fast alle Ämter von innen und stelle gern Verbindungen her.",
]

SHARED_NOTES = [
    "Wir haben über die ersten Wochen gesprochen und vereinbart, das Feedbackgespräch beim nächsten Mal zu üben.",
    "Rückblick auf die Sitzung im Ausschuss: ruhiger Einstieg, gute Beispiele. Nächstes Mal: früher zum Punkt kommen.",
    "Zeitplan für das Bewerbungsverfahren skizziert. Bis zum nächsten Treffen: Stärken in eigenen Worten aufschreiben.",
    "Drei Menschen genannt, die weiterhelfen können. Erster Kontakt bis Monatsende.",
    "Die Umorganisation verändert einiges. Das alte Thema hat sich erledigt, ein neues ist dazugekommen.",
]

OWN_NOTES = [
    "Das nächste Mal gleich zu Beginn sagen, was ich mir wünsche.",
    "Guter Hinweis: erst fragen, dann vorschlagen.",
    "Ich war aufgeregter als nötig.",
]

FOCUS = "Auftreten in Besprechungen, Vorbereitung auf den nächsten Schritt und ein größeres Netzwerk."
IF_IT_DOES_NOT_FIT = "Wir sprechen es offen an. Wenn das nicht hilft, wenden wir uns an das Projektteam."

REQUESTS = [
    "Wir finden seit einigen Wochen keinen gemeinsamen Termin. Haben Sie eine Idee, wie andere Tandems das lösen?",
    "Darf ich meine Mentee zu einer Sitzung mitnehmen, die nicht öffentlich ist?",
]
ANSWER = (
    "Vielen Dank für Ihre Nachricht. Viele Tandems legen am Ende eines Treffens gleich das nächste fest. Wenn es weiter "
    "schwierig bleibt, rufen Sie mich gern an."
)
