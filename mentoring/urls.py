"""The programme's addresses: what one person does first, then what two do."""

from django.urls import path

from mentoring.views import (
    agreements,
    application_steps,
    application_topics,
    applications,
    goals,
    grants,
    meetings,
    mentors,
    notes,
    requests,
    tandems,
    wishes,
)

app_name = "mentoring"

application_urls = [
    path("bewerbung/", applications.current, name="application"),
    path("bewerbung/neu/", applications.new, name="application_new"),
    path("bewerbung/neu/<id:cohort_pk>/", applications.begin, name="application_begin"),
    path("bewerbung/<id:pk>/", applications.detail, name="application_detail"),
    path("bewerbung/<id:pk>/schritte/", application_steps.overview, name="application_steps"),
    path("bewerbung/<id:pk>/angaben/", application_steps.details, name="application_details"),
    path("bewerbung/<id:pk>/motivation/", application_steps.motivation, name="application_motivation"),
    path("bewerbung/<id:pk>/themen/", application_topics.choose, name="application_topics"),
    path("bewerbung/<id:pk>/themen/reihenfolge/", application_topics.order, name="application_topics_order"),
    path("bewerbung/<id:pk>/rahmen/", application_steps.frame, name="application_frame"),
    path("bewerbung/<id:pk>/wuensche/", wishes.overview, name="application_wishes"),
    path("bewerbung/<id:pk>/wuensche/aendern/", wishes.change, name="application_wishes_change"),
    path("bewerbung/<id:pk>/ausschluesse/", wishes.exclude, name="application_exclude"),
    path(
        "bewerbung/<id:pk>/ausschluesse/<id:exclusion_pk>/entfernen/",
        wishes.remove_exclusion,
        name="application_exclusion_remove",
    ),
    path("bewerbung/<id:pk>/absenden/", application_steps.review, name="application_review"),
    path("bewerbung/<id:pk>/zurueckziehen/", applications.withdraw, name="application_withdraw"),
    path("bewerbung/<id:pk>/verwerfen/", applications.discard, name="application_discard"),
]

goal_urls = [
    path("ziele/", goals.overview, name="goals"),
    path("ziele/neu/", goals.add, name="goal_add"),
    path("ziele/<id:pk>/in-arbeit/", goals.take_up, name="goal_take_up"),
    path("ziele/<id:pk>/geklaert/", goals.settle, name="goal_settle"),
    path("ziele/<id:pk>/erledigt/", goals.make_obsolete, name="goal_obsolete"),
    path("ziele/<id:pk>/wieder-oeffnen/", goals.reopen, name="goal_reopen"),
    path("ziele/<id:pk>/bearbeiten/", goals.edit, name="goal_edit"),
    path("ziele/<id:pk>/reihenfolge/", goals.move, name="goal_move"),
    path("ziele/<id:pk>/teilen/", goals.share, name="goal_share"),
    path("ziele/<id:pk>/nicht-mehr-teilen/", goals.unshare, name="goal_unshare"),
]

mentor_urls = [
    path("mentor/einladung/", mentors.invitation, name="mentor_invitation"),
    path("mentor/werden/", mentors.nominate, name="mentor_nominate"),
    path("mentor/profil/", mentors.profile, name="mentor_profile"),
    path("mentor/profil/absenden/", mentors.submit, name="mentor_submit"),
    path("mentor/absagen/", mentors.withdraw, name="mentor_withdraw"),
    path("mentor/<id:pk>/pause/", mentors.pause, name="mentor_pause"),
    path("mentor/<id:pk>/ausschluesse/", mentors.exclude, name="mentor_exclude"),
    path(
        "mentor/<id:pk>/ausschluesse/<id:exclusion_pk>/entfernen/",
        mentors.remove_exclusion,
        name="mentor_exclusion_remove",
    ),
]

tandem_urls = [
    path("tandem/", tandems.overview, name="tandem"),
    path("tandem/<id:pk>/", tandems.detail, name="tandem_detail"),
    path("tandem/<id:pk>/zuruecktreten/", tandems.step_back, name="tandem_step_back"),
    path("tandem/<id:pk>/ziele/", tandems.goals, name="tandem_goals"),
    path("tandem/<id:pk>/ziele/neu/", tandems.add_goal, name="tandem_goal_add"),
    path("tandem/<id:pk>/vereinbarung/", agreements.detail, name="agreement"),
    path("tandem/<id:pk>/vereinbarung/pdf/", agreements.as_pdf, name="agreement_pdf"),
    path("tandem/<id:pk>/vereinbarung/bearbeiten/", agreements.edit, name="agreement_edit"),
    path("tandem/<id:pk>/treffen/planen/", meetings.plan, name="meeting_plan"),
    path("tandem/<id:pk>/treffen/eintragen/", meetings.log, name="meeting_log"),
]

meeting_urls = [
    path("treffen/", meetings.overview, name="meetings"),
    path("treffen/<id:pk>/", meetings.detail, name="meeting"),
    path("treffen/<id:pk>/verschieben/", meetings.change, name="meeting_change"),
    path("treffen/<id:pk>/stattgefunden/", meetings.mark_held, name="meeting_held"),
    path("treffen/<id:pk>/absagen/", meetings.cancel, name="meeting_cancel"),
    path("treffen/<id:pk>/termin.ics", meetings.calendar_file, name="meeting_calendar"),
    path("treffen/<id:pk>/gemeinsame-notizen/", notes.shared, name="meeting_shared_notes"),
    path("treffen/<id:pk>/eigene-notizen/", notes.own, name="meeting_own_notes"),
]

request_urls = [
    path("hilfe/", requests.overview, name="request_list"),
    path("hilfe/schreiben/", requests.new, name="request_new"),
    path("hilfe/beratung/", requests.inbox, name="request_inbox"),
    path("hilfe/beratung/<id:pk>/", requests.answer, name="request_answer"),
]

grant_urls = [
    path("beratung/geoeffnet/", grants.overview, name="grants"),
    path("beratung/geoeffnet/bewerbung/<id:pk>/", grants.application, name="grant_application"),
    path("beratung/geoeffnet/profil/<id:pk>/", grants.profile, name="grant_profile"),
    path("beratung/geoeffnet/tandem/<id:pk>/", grants.tandem, name="grant_tandem"),
    path("beratung/einsicht/", grants.about_me, name="grants_about_me"),
]

urlpatterns = [
    *application_urls,
    *goal_urls,
    *mentor_urls,
    *tandem_urls,
    *meeting_urls,
    *request_urls,
    *grant_urls,
]
