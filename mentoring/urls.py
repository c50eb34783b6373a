"""The programme's addresses: what one person does first, then what two do."""

from django.urls import path

from mentoring.views import agreements, meetings, mentors, notes, requests, tandems

app_name = "mentoring"

mentor_urls = [
    path("mentor/einladung/", mentors.invitation, name="mentor_invitation"),
    path("mentor/werden/", mentors.nominate, name="mentor_nominate"),
    path("mentor/profil/", mentors.profile, name="mentor_profile"),
    path("mentor/profil/absenden/", mentors.submit, name="mentor_submit"),
    path("mentor/absagen/", mentors.withdraw, name="mentor_withdraw"),
    path("mentor/<int:pk>/pause/", mentors.pause, name="mentor_pause"),
]

tandem_urls = [
    path("tandem/", tandems.overview, name="tandem"),
    path("tandem/<int:pk>/", tandems.detail, name="tandem_detail"),
    path("tandem/<int:pk>/zuruecktreten/", tandems.step_back, name="tandem_step_back"),
    path("tandem/<int:pk>/ziele/", tandems.goals, name="tandem_goals"),
    path("tandem/<int:pk>/ziele/neu/", tandems.add_goal, name="tandem_goal_add"),
    path("tandem/<int:pk>/vereinbarung/", agreements.detail, name="agreement"),
    path("tandem/<int:pk>/vereinbarung/bearbeiten/", agreements.edit, name="agreement_edit"),
    path("tandem/<int:pk>/treffen/planen/", meetings.plan, name="meeting_plan"),
    path("tandem/<int:pk>/treffen/eintragen/", meetings.log, name="meeting_log"),
]

meeting_urls = [
    path("treffen/", meetings.overview, name="meetings"),
    path("treffen/<int:pk>/", meetings.detail, name="meeting"),
    path("treffen/<int:pk>/verschieben/", meetings.change, name="meeting_change"),
    path("treffen/<int:pk>/stattgefunden/", meetings.mark_held, name="meeting_held"),
    path("treffen/<int:pk>/absagen/", meetings.cancel, name="meeting_cancel"),
    path("treffen/<int:pk>/termin.ics", meetings.calendar_file, name="meeting_calendar"),
    path("treffen/<int:pk>/gemeinsame-notizen/", notes.shared, name="meeting_shared_notes"),
    path("treffen/<int:pk>/eigene-notizen/", notes.own, name="meeting_own_notes"),
]

request_urls = [
    path("hilfe/", requests.overview, name="request_list"),
    path("hilfe/schreiben/", requests.new, name="request_new"),
    path("hilfe/beratung/", requests.inbox, name="request_inbox"),
    path("hilfe/beratung/<int:pk>/", requests.answer, name="request_answer"),
]

urlpatterns = [*mentor_urls, *tandem_urls, *meeting_urls, *request_urls]
