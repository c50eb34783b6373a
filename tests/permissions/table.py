"""Who may do what, address by address: the table of the product, as data.

An address that is not listed fails the test. `R(allowed, parameter="thing of the world")`: the
roles that get an answer; everybody else is refused, by GET and by POST.
"""

from dataclasses import dataclass

from tests.permissions.world import ROLES

ALL = frozenset(ROLES)
SIGNED_IN = ALL - {"anonymous"}
NOBODY: frozenset[str] = frozenset()
TEAM = frozenset({"team"})
INVITING = frozenset({"team", "hr"})
ADMINISTRATION = frozenset({"administrator", "superuser"})
IN_ADMIN = TEAM | {"hr"} | ADMINISTRATION
DECISION_LOG = TEAM | ADMINISTRATION
PARTNERS = frozenset({"mentee", "mentor"})
APPLICANT = frozenset({"applicant"})
MENTEE = frozenset({"mentee"})
MENTOR = frozenset({"mentor"})
HOST = frozenset({"adviser"})
ADVISER_WITH_GRANT = frozenset({"adviser_with_grant"})
ADVISER = HOST | ADVISER_WITH_GRANT
# In the directory, and in no role of the year.
NOT_YET_PART = frozenset({"outsider", "hr", "team", "administrator", "superuser", "superuser_without_factor"})
# Partners of announced live tandems.
INVITED_TO_WORKSHOP = frozenset({"mentee", "mentor", "other_mentee", "other_mentor"})


@dataclass(frozen=True)
class Row:
    """One address: who gets an answer, and what its parameters name."""

    allowed: frozenset[str]
    things: dict[str, str]
    # Those who get an answer by POST, where that differs.
    may_post: frozenset[str] | None = None
    # Takes POST alone: whoever is signed in and comes by GET is led to the page with the button.
    is_button: bool = False
    # What the button says, where the address means nothing without it: a name and a thing.
    says: tuple[str, str] | None = None

    @property
    def posting(self) -> frozenset[str]:
        return self.allowed if self.may_post is None else self.may_post


def R(  # noqa: N802
    allowed: frozenset[str],
    *,
    may_post: frozenset[str] | None = None,
    says: tuple[str, str] | None = None,
    **things: str,
) -> Row:
    return Row(allowed, things, may_post, says=says)


def button(allowed: frozenset[str], *, says: tuple[str, str] | None = None, **things: str) -> Row:
    return Row(allowed, things, is_button=True, says=says)


TABLE: dict[str, Row] = {
    # Signing in
    "account_login": R(ALL),
    "account_request_login_code": R(ALL),
    "account_confirm_login_code": R(ALL),
    "account_login_by_password": R(ALL),
    "account_logout": R(ALL),
    "account_inactive": R(ALL),
    "account_change_password": R(SIGNED_IN),
    "account_set_password": R(SIGNED_IN),
    "accounts:account": R(SIGNED_IN),
    "accounts:end_sessions": button(SIGNED_IN),
    "accounts:invitation": R(ALL, token="token"),
    # The town's identity provider. The tests' own does not answer; the pages say so to everybody alike.
    "accounts:identity_sign_in": button(ALL),
    "accounts:identity_callback": R(ALL),
    "accounts:identity_connect": R(SIGNED_IN),
    "accounts:identity_disconnect": R(SIGNED_IN),
    # The second factor. Those of this world who have one, an app, are asked for it before they change anything.
    "account_reauthenticate": R(IN_ADMIN),
    "mfa_index": R(SIGNED_IN),
    "mfa_authenticate": R(ALL),
    "mfa_activate_totp": R(SIGNED_IN),
    "mfa_deactivate_totp": R(IN_ADMIN),
    "mfa_add_webauthn": R(SIGNED_IN),
    "mfa_remove_webauthn": R(IN_ADMIN, pk="passkey"),
    "mfa_view_recovery_codes": R(NOBODY),
    "mfa_generate_recovery_codes": R(SIGNED_IN),
    "mfa_reauthenticate": R(IN_ADMIN),
    "mfa_reauthenticate_webauthn": R(IN_ADMIN),
    # For programs that watch over the installation; the tests ask from this machine, which may read metrics.
    "operation:health": R(ALL),
    "operation:ready": R(ALL),
    "operation:metrics": R(ALL, may_post=NOBODY),
    # The site around the programme
    "portal:start": R(ALL),
    "portal:contacts": R(SIGNED_IN),
    "portal:barrier_new": R(ALL),
    "portal:barrier_sent": R(ALL),
    # Mails are shown in a demo only; the tests are none.
    "notifications:outgoing": R(NOBODY),
    "notifications:mail": R(NOBODY, name="mail"),
    "notifications:mail_file": R(NOBODY, name="mail"),
    # The own calendar feed; its address is its key, for calendars that cannot sign in.
    "notifications:preferences": R(SIGNED_IN),
    "notifications:calendar": R(SIGNED_IN),
    "notifications:calendar_set_up": button(SIGNED_IN),
    "notifications:calendar_renew": R(SIGNED_IN),
    "notifications:calendar_switch_off": R(SIGNED_IN),
    "notifications:calendar_feed": R(ALL, token="feed"),
    # Everything about oneself, as files that are fetched once
    "privacy:own_data": R(SIGNED_IN),
    "privacy:export_request": button(SIGNED_IN),
    "privacy:export_progress": R(SIGNED_IN),
    "privacy:export_fetch": button(MENTEE, pk="export", file_format="export_format"),
    # Applying
    "mentoring:application": R(SIGNED_IN),
    "mentoring:application_new": R(SIGNED_IN),
    "mentoring:application_begin": button(SIGNED_IN, cohort_pk="cohort"),
    "mentoring:application_detail": R(APPLICANT, pk="application"),
    "mentoring:application_steps": R(APPLICANT, pk="application"),
    "mentoring:application_details": R(APPLICANT, pk="application"),
    "mentoring:application_motivation": R(APPLICANT, pk="application"),
    "mentoring:application_topics": R(APPLICANT, pk="application"),
    "mentoring:application_topics_order": button(APPLICANT, pk="application", says=("up", "draft_goal")),
    "mentoring:application_frame": R(APPLICANT, pk="application"),
    "mentoring:application_wishes": R(APPLICANT, pk="application"),
    "mentoring:application_wishes_change": button(APPLICANT, pk="application", says=("drop", "mentor")),
    "mentoring:application_exclude": button(APPLICANT, pk="application"),
    "mentoring:application_exclusion_remove": button(APPLICANT, pk="application", exclusion_pk="exclusion"),
    "mentoring:application_review": R(APPLICANT, pk="application"),
    "mentoring:application_withdraw": R(APPLICANT, pk="application"),
    "mentoring:application_discard": R(APPLICANT, pk="application"),
    # Goals: state and order are the mentee's
    "mentoring:goals": R(SIGNED_IN),
    "mentoring:goal_add": R(SIGNED_IN),
    "mentoring:goal_take_up": button(MENTEE, pk="goal"),
    "mentoring:goal_settle": button(MENTEE, pk="goal"),
    "mentoring:goal_obsolete": R(MENTEE, pk="goal"),
    "mentoring:goal_reopen": button(MENTEE, pk="goal"),
    "mentoring:goal_edit": R(MENTEE, pk="goal"),
    "mentoring:goal_move": button(MENTEE, pk="goal"),
    "mentoring:goal_share": button(MENTEE, pk="goal"),
    "mentoring:goal_unshare": button(MENTEE, pk="goal"),
    # Being a mentor
    "mentoring:mentor_invitation": R(SIGNED_IN),
    "mentoring:mentor_nominate": R(SIGNED_IN, may_post=NOT_YET_PART, says=("cohort", "cohort")),
    "mentoring:mentor_profile": R(SIGNED_IN),
    "mentoring:mentor_submit": R(SIGNED_IN),
    "mentoring:mentor_withdraw": R(frozenset({"mentor", "invited", "other_mentor", "former_mentor"})),
    "mentoring:mentor_pause": button(MENTOR, pk="mentor"),
    "mentoring:mentor_exclude": R(MENTOR, pk="mentor"),
    "mentoring:mentor_exclusion_remove": button(MENTOR, pk="mentor", exclusion_pk="exclusion_of_mentor"),
    # The tandem, its agreement and meetings
    "mentoring:tandem": R(SIGNED_IN),
    "mentoring:tandem_detail": R(PARTNERS, pk="tandem"),
    "mentoring:tandem_step_back": R(PARTNERS, pk="tandem"),
    "mentoring:tandem_goals": R(PARTNERS, pk="tandem"),
    "mentoring:tandem_goal_add": R(PARTNERS, pk="tandem"),
    "mentoring:agreement": R(PARTNERS, pk="tandem"),
    "mentoring:agreement_pdf": R(PARTNERS, pk="tandem"),
    "mentoring:agreement_edit": R(PARTNERS, pk="tandem"),
    "mentoring:meetings": R(SIGNED_IN),
    "mentoring:meeting_plan": R(PARTNERS, pk="tandem"),
    "mentoring:meeting_log": R(PARTNERS, pk="tandem"),
    "mentoring:meeting": R(PARTNERS, pk="meeting"),
    "mentoring:meeting_change": R(PARTNERS, pk="meeting"),
    "mentoring:meeting_held": button(PARTNERS, pk="meeting"),
    "mentoring:meeting_cancel": R(PARTNERS, pk="meeting"),
    "mentoring:meeting_calendar": R(PARTNERS, pk="meeting"),
    "mentoring:meeting_shared_notes": R(PARTNERS, pk="meeting"),
    "mentoring:meeting_own_notes": R(PARTNERS, pk="meeting"),
    # Help
    "mentoring:request_list": R(SIGNED_IN),
    "mentoring:request_new": R(SIGNED_IN),
    "mentoring:request_inbox": R(ADVISER),
    "mentoring:request_answer": R(ADVISER, pk="request_to_adviser"),
    # What is open to an adviser, and what everybody sees of it that is about her
    "mentoring:grants": R(ADVISER),
    "mentoring:grant_application": R(ADVISER_WITH_GRANT, pk="grant_on_application"),
    "mentoring:grant_profile": R(ADVISER_WITH_GRANT, pk="grant_on_profile"),
    "mentoring:grant_tandem": R(ADVISER_WITH_GRANT, pk="grant_on_tandem"),
    "mentoring:grants_about_me": R(SIGNED_IN),
    # Workshops
    "workshops:list": R(SIGNED_IN - {"outsider", "hr", "administrator", "superuser", "superuser_without_factor"}),
    "workshops:detail": R(INVITED_TO_WORKSHOP, pk="workshop"),
    "workshops:register": button(INVITED_TO_WORKSHOP, pk="workshop"),
    "workshops:cancel": R(INVITED_TO_WORKSHOP, pk="workshop"),
    "workshops:calendar": R(MENTEE, pk="workshop"),
    "workshops:attendance": R(HOST, pk="workshop"),
    # The entry of the admin, and what the stock admin brings
    "admin:index": R(IN_ADMIN),
    # Whoever has no second factor is led from there to where it is set up.
    "admin:login": R(IN_ADMIN | {"anonymous", "superuser_without_factor"}),
    "admin:logout": R(ALL),
    "admin:password_change": R(IN_ADMIN),
    "admin:password_change_done": R(IN_ADMIN),
    "admin:autocomplete": R(NOBODY),
    "admin:jsi18n": R(IN_ADMIN),
    "admin:view_on_site": R(NOBODY, content_type_id="topic", object_id="topic"),
    "admin:app_list": R(IN_ADMIN),
    # The directory
    "admin:accounts_employee_merge": R(IN_ADMIN, old_id="employee", new_id="other_employee"),
    "admin:accounts_employee_import": R(IN_ADMIN),
    "admin:accounts_employee_import_step": R(IN_ADMIN, import_id="import"),
    # Messages: counts for the team, who could not be reached, and what each kind looks like
    "admin:notifications_message_changelist": R(TEAM),
    "admin:notifications_message_resend": R(TEAM),
    "admin:notifications_message_kinds": R(TEAM),
    "admin:notifications_message_kind": R(TEAM, code="kind"),
    "admin:notifications_message_kind_html": R(TEAM, code="kind"),
    # The programme
    "admin:matching_choose": R(TEAM),
    "admin:matching_candidates": R(TEAM, pk="accepted"),
    "admin:matching_cohort": R(TEAM, pk="cohort"),
    "admin:matching_start": R(TEAM, pk="cohort"),
    "admin:matching_weights": R(TEAM, pk="cohort"),
    "admin:matching_supply": R(TEAM, pk="cohort"),
    "admin:matching_withdraw_instruction": R(TEAM, pk="instruction"),
    "admin:matching_run": R(TEAM, pk="run"),
    "admin:matching_progress": R(TEAM, pk="run"),
    "admin:matching_approve": R(TEAM, pk="run"),
    "admin:matching_compare": R(TEAM, pk="run"),
    "admin:matching_sheet": R(TEAM, pk="run"),
    "admin:matching_export": R(TEAM, pk="run"),
    "admin:matching_proposal": R(TEAM, pk="proposal"),
    "admin:matching_move": R(TEAM, pk="proposal", mentor_pk="mentor"),
    "admin:matching_hold": R(TEAM, pk="proposal"),
    "admin:matching_keep_apart": R(TEAM, pk="proposal"),
    "admin:matching_take_out": R(TEAM, pk="proposal"),
    "admin:mentoring_mentee_next": R(TEAM),
    "admin:mentoring_mentee_undo": R(TEAM, pk="submitted"),
    "admin:mentoring_mentee_no_tandem": R(TEAM, pk="accepted"),
    "admin:mentoring_cohort_copy": R(TEAM, pk="cohort"),
    "admin:mentoring_cohort_announce": R(TEAM, pk="cohort"),
    "admin:mentoring_mentor_invite": R(INVITING),
    "admin:mentoring_mentor_confirm": R(TEAM, pk="mentor"),
    "admin:mentoring_mentor_decline": R(TEAM, pk="mentor"),
    "admin:mentoring_pairing_approve": R(TEAM),
    "admin:mentoring_pairing_withdraw": R(TEAM, pk="proposed_tandem"),
    "admin:mentoring_pairing_undo": R(TEAM, pk="approved_tandem"),
    "admin:mentoring_pairing_keep": R(TEAM, pk="tandem"),
    "admin:mentoring_pairing_rest": R(TEAM, pk="tandem"),
    "admin:mentoring_pairing_resume": R(TEAM, pk="tandem"),
    "admin:mentoring_pairing_end": R(TEAM, pk="tandem"),
    "admin:mentoring_advisergrant_end": R(TEAM, pk="grant_on_tandem"),
    "admin:mentoring_topic_up": R(TEAM, pk="topic"),
    "admin:mentoring_topic_down": R(TEAM, pk="topic"),
    "admin:workshops_workshop_open": R(TEAM, pk="workshop"),
    "admin:workshops_workshop_cancel": R(TEAM, pk="workshop"),
    "admin:workshops_workshop_attendance": R(TEAM, pk="workshop"),
}


@dataclass(frozen=True)
class Model:
    """Who may do what with one model in the admin, and the thing of the world to try it on."""

    thing: str
    view: frozenset[str]
    add: frozenset[str] = NOBODY
    change: frozenset[str] = NOBODY
    delete: frozenset[str] = NOBODY


TABLE |= {"admin:accounts_signin_changelist": R(ADMINISTRATION)}
TABLE |= {
    "admin:privacy_retentionreport_changelist": R(TEAM | ADMINISTRATION),
    "admin:privacy_deletion_changelist": R(TEAM),
    "admin:privacy_deletion_account": R(TEAM, pk="user"),
    "admin:privacy_deletion_entry": R(TEAM, pk="entry_without_account"),
    "admin:privacy_retentionreport_document": R(TEAM | ADMINISTRATION, name="document"),
}

MODELS: dict[str, Model] = {
    "accounts_user": Model("user", ADMINISTRATION, add=ADMINISTRATION, change=ADMINISTRATION),
    "accounts_level": Model("level", IN_ADMIN, add=IN_ADMIN, change=IN_ADMIN, delete=IN_ADMIN),
    "accounts_orgunit": Model("unit", IN_ADMIN, add=IN_ADMIN, change=IN_ADMIN),
    "accounts_employee": Model("employee", IN_ADMIN, add=IN_ADMIN, change=IN_ADMIN),
    "accounts_auditentry": Model("audit", DECISION_LOG),
    "mentoring_mentee": Model("submitted", TEAM, change=TEAM),
    "mentoring_cohort": Model("cohort", TEAM, add=TEAM, change=TEAM),
    # Pages to read: sending them something changes nothing.
    "mentoring_mentor": Model("mentor", INVITING, change=INVITING),
    "mentoring_pairing": Model("tandem", TEAM, change=TEAM),
    "mentoring_supportrequest": Model("request_to_team", TEAM, change=TEAM),
    "mentoring_advisergrant": Model("grant_on_tandem", TEAM, change=TEAM),
    "mentoring_topic": Model("unused_topic", TEAM, add=TEAM, change=TEAM, delete=TEAM),
    "workshops_workshop": Model("workshop", TEAM, add=TEAM, change=TEAM),
    "portal_page": Model("page", TEAM, change=TEAM),
    # A page to read: sending it something notes that it is settled.
    "portal_barrierreport": Model("barrier", TEAM, change=TEAM),
    "portal_contact": Model("contact", TEAM, add=TEAM, change=TEAM, delete=TEAM),
}

for name, model in MODELS.items():
    TABLE |= {
        f"admin:{name}_changelist": R(model.view),
        f"admin:{name}_add": R(model.add),
        f"admin:{name}_change": R(model.view | model.change, may_post=model.change, object_id=model.thing),
        f"admin:{name}_delete": R(model.delete, object_id=model.thing),
        # What was changed when would keep names beyond their period.
        f"admin:{name}_history": R(NOBODY, object_id=model.thing),
    }

# Pages of the team: some are for everybody, the others for whoever signed in.
PAGES = {"public_page": ALL, "inner_page": SIGNED_IN}
