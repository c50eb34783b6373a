"""What this app holds of persons, and how it lets go of somebody."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import erasing
from accounts.inventory import (
    NAMES_OTHERS,
    OPENED_TO_ADVISER,
    SIGN_IN_SECRET,
    TECHNICAL,
    Erasure,
    Fate,
    Holding,
    Impersonal,
    Reader,
    Sphere,
    Told,
)
from accounts.models import (
    AuditEntry,
    Employee,
    JournalMark,
    Level,
    OrgUnit,
    RoleAssignment,
    Session,
    SignIn,
    StaffImport,
    User,
)

READS_DIRECTORY = (Reader.PERSON, Reader.TEAM, Reader.HR, Reader.ADMINISTRATION)
SEES_NAMES = (Reader.PARTNER, Reader.APPLICANTS, Reader.SIGNED_IN, Reader.TEAM, Reader.HR, Reader.ADVISER)
READS_ACCOUNTS = (Reader.PERSON, Reader.ADMINISTRATION)
TO_SIGN_IN = _("signing in")


def decisions_about(user: User) -> QuerySet[AuditEntry]:
    """Return what somebody decided, and what was decided about her account.

    What was decided about her application is not among it: she may not know of it yet. Nor are her own steps
    as a participant, which the log keeps without a name.
    """
    of_account = Q(subject_type=User._meta.label_lower, subject_id=user.pk)
    return AuditEntry.objects.filter(Q(actor_id=user.pk) | of_account).order_by("pk")


ENTRIES = (
    Holding(
        model=User,
        what=_("Accounts"),
        purpose=_("signing in; name and address for everything else"),
        sphere=Sphere.ACCOUNT,
        readers=(*READS_ACCOUNTS, *SEES_NAMES),
        limits={
            Reader.PARTNER: _("name and work address, once the tandem is announced"),
            Reader.APPLICANTS: _("names of mentors who agreed to be shown"),
            Reader.SIGNED_IN: _("the name of who hosts a workshop, if they are invited to it"),
            Reader.TEAM: _("names and addresses of who takes part, writes to it or can be a host"),
            Reader.HR: _("names of mentors whom it asked itself"),
            Reader.ADVISER: _("names of who comes to her workshops, writes to her or was opened to her"),
        },
        remark=_("No page shows anybody else when somebody last signed in. Passwords are kept as hashes."),
        periods=("accounts", "addresses"),
        fate=Fate.DELETED,
        on_erasure=_("deleted; while a partner keeps something, a nameless account takes its place"),
        persons=("",),
        exported=("email", "earlier_email", "email_changed_at", "first_name", "last_name", "is_active", "date_joined"),
        left_out={
            "password": SIGN_IN_SECRET,
            "password_is_short": SIGN_IN_SECRET,
            "invitation_nonce": SIGN_IN_SECRET,
            "has_signed_in": TECHNICAL,
            "employee": _("stands under the directory entry"),
            "is_superuser": _("stands under the roles"),
            "groups": _("not used"),
            "user_permissions": _("not used"),
            "erased_at": TECHNICAL,
        },
    ),
    Holding(
        model=RoleAssignment,
        what=_("Roles"),
        purpose=_("who may do what"),
        sphere=Sphere.ACCOUNT,
        readers=READS_ACCOUNTS,
        periods=("accounts",),
        fate=Fate.DELETED,
        on_erasure=_("have to be taken away before"),
        persons=("user",),
        exported=("role",),
    ),
    Holding(
        model=EmailAddress,
        what=_("Addresses for signing in"),
        purpose=TO_SIGN_IN,
        sphere=Sphere.ACCOUNT,
        readers=READS_ACCOUNTS,
        periods=("accounts",),
        fate=Fate.DELETED,
        persons=("user",),
        exported=("email", "verified", "primary"),
    ),
    Holding(
        model=EmailConfirmation,
        what=_("Confirmations of addresses"),
        purpose=TO_SIGN_IN,
        sphere=Sphere.ACCOUNT,
        readers=(),
        periods=("accounts",),
        fate=Fate.DELETED,
        persons=("email_address__user",),
        left_out={"created": TECHNICAL, "sent": TECHNICAL, "key": SIGN_IN_SECRET},
    ),
    Holding(
        model=Authenticator,
        what=_("Second factors"),
        purpose=TO_SIGN_IN,
        sphere=Sphere.ACCOUNT,
        readers=READS_ACCOUNTS,
        limits={Reader.ADMINISTRATION: _("that there is one, in order to remove it when it was lost")},
        remark=_("Secrets and recovery codes are encrypted."),
        periods=("accounts",),
        fate=Fate.DELETED,
        persons=("user",),
        exported=("type", "created_at", "last_used_at"),
        labels={"type": _("kind"), "created_at": _("created at"), "last_used_at": _("last used at")},
        left_out={"data": SIGN_IN_SECRET},
        values={"type": lambda factor, user: Told(factor.type, factor.get_type_display())},
    ),
    Holding(
        model=SocialAccount,
        what=_("Accounts at the town's identity provider"),
        purpose=TO_SIGN_IN,
        sphere=Sphere.ACCOUNT,
        readers=(Reader.PERSON,),
        periods=("accounts",),
        fate=Fate.DELETED,
        persons=("user",),
        exported=("provider", "uid", "date_joined"),
        left_out={"last_login": TECHNICAL, "extra_data": _("not used")},
        labels={"provider": _("identity provider"), "uid": _("number there"), "date_joined": _("connected at")},
    ),
    Holding(
        model=SignIn,
        what=_("Log of sign-ins, refused ones too"),
        purpose=_("noticing that somebody else tried to get in"),
        sphere=Sphere.ACCOUNT,
        readers=(Reader.PERSON,),
        periods=("signin_log",),
        fate=Fate.DELETED,
        persons=("account_id",),
        exported=("at", "way", "factor", "was_let_in"),
        left_out={"place": TECHNICAL},
    ),
    Impersonal(
        SocialApp,
        _("not used: the settings name the identity provider"),
        fields=("provider", "provider_id", "name", "client_id", "secret", "key", "settings"),
    ),
    Impersonal(
        SocialToken,
        _("always empty: nothing of the identity provider is kept"),
        fields=("app", "token", "token_secret", "expires_at"),
        points_at_persons={"account": _("always empty: nothing of the identity provider is kept")},
    ),
    Holding(
        model=Session,
        what=_("Sign-ins on devices"),
        purpose=_("staying signed in, and seeing where one is"),
        sphere=Sphere.ACCOUNT,
        readers=(Reader.PERSON,),
        remark=_("Holds neither a network address nor a place; of the browser only its name."),
        periods=("sessions",),
        fate=Fate.DELETED,
        persons=("user",),
        exported=("begun_at", "used_at", "browser"),
        left_out={"session_key": SIGN_IN_SECRET, "session_data": SIGN_IN_SECRET, "expire_date": TECHNICAL},
    ),
    Holding(
        model=Employee,
        what=_("Staff directory"),
        purpose=_("inviting people and letting them sign in; no pairing along the line of command"),
        sphere=Sphere.DIRECTORY,
        readers=(*READS_DIRECTORY, Reader.PARTNER, Reader.APPLICANTS, Reader.ADVISER),
        limits={
            Reader.ADVISER: OPENED_TO_ADVISER,
            Reader.PERSON: _("the entry itself in the export, her work contact data in her application"),
            Reader.PARTNER: _("work contact data, function and unit, once the tandem is announced"),
            Reader.APPLICANTS: _("function and unit of mentors who agreed to be shown"),
        },
        remark=_("Comes from the staff files of the HR department, not from the persons themselves (Art. 14 GDPR)."),
        periods=("directory", "directory_waiting", "left"),
        fate=Fate.DELETED,
        on_erasure=_("deleted unless it leads somebody or a unit; comes again with a staff file that names her"),
        persons=("user",),
        exported=(
            "email",
            "first_name",
            "last_name",
            "unit",
            "function",
            "level",
            "superior",
            "site",
            "phone",
            "is_active",
            "left_on",
            "confirmed_on",
            "created_at",
        ),
    ),
    Holding(
        model=OrgUnit,
        what=_("Units, with head and deputy"),
        purpose=_("no pairing along the line of command"),
        sphere=Sphere.DIRECTORY,
        readers=READS_DIRECTORY,
        periods=(),
        fate=Fate.KEPT,
        on_erasure=_("names head and deputy for as long as the staff file does"),
        persons=("head__user", "deputy__user"),
        exported=("code", "name"),
        left_out={
            "parent": TECHNICAL,
            "organisation": TECHNICAL,
            "is_department": TECHNICAL,
            "is_active": TECHNICAL,
        },
    ),
    Holding(
        model=StaffImport,
        what=_("Imports of staff files"),
        purpose=_("looking at a staff file before it is applied"),
        sphere=Sphere.DIRECTORY,
        readers=READS_DIRECTORY[1:],
        remark=_("The rows wait for the decision for a day at most; what remains are figures and who uploaded them."),
        periods=("decisions",),
        fate=Fate.ANONYMISED,
        on_erasure=_("no longer says who uploaded it; one that waits has to be applied or cancelled before"),
        persons=("uploader",),
        exported=("created_at", "organisation_code", "state", "result"),
        left_out={"content": _("the rows of the staff files; they go with the decision, at the latest after a day")},
    ),
    Holding(
        model=AuditEntry,
        what=_("Decision log"),
        purpose=_("showing who decided what, and by which criterion"),
        sphere=Sphere.OPERATION,
        readers=(Reader.TEAM, Reader.ADMINISTRATION),
        limits={
            Reader.TEAM: _("what was decided in the programme and about the directory"),
            Reader.ADMINISTRATION: _("what was decided about accounts and the directory"),
        },
        remark=_(
            "Keeps numbers instead of names; the list shows the name of who decided as long as the account exists. "
            "What participants do with what is theirs stands there without who it was. Nobody can change or delete "
            "an entry before its period is over."
        ),
        periods=("decisions",),
        fate=Fate.KEPT,
        on_erasure=_("stays for its period as proof of what was decided; names people by numbers only"),
        exported=("at", "action"),
        left_out={
            "actor_id": _("the person herself, in what is exported"),
            "subject_type": NAMES_OTHERS,
            "subject_id": NAMES_OTHERS,
            "details": NAMES_OTHERS,
        },
        rows=decisions_about,
        withheld=_(
            "what others decided about applications and tandems, and her own steps there, which the log keeps without "
            "a name: what came of both stands with these"
        ),
        values={"action": lambda entry, user: Told(entry.action, audit.describe(entry.action))},
    ),
    Impersonal(JournalMark, _("how far the journal for a restore was written"), fields=("installation", "number")),
    Impersonal(Level, _("levels of the hierarchy"), fields=("name", "rank", "leads_department")),
    Impersonal(
        LogEntry,
        _("always empty: the decision log takes its place"),
        fields=("action_time", "content_type", "object_id", "object_repr", "action_flag", "change_message"),
        points_at_persons={"user": _("always empty: the decision log takes its place")},
    ),
    Impersonal(Group, _("not used: roles take their place"), fields=("name", "permissions")),
    Impersonal(Permission, _("not used: roles take their place"), fields=("name", "content_type", "codename")),
    Impersonal(ContentType, _("names of tables"), fields=("app_label", "model")),
)

ERASURE = Erasure(blockers=erasing.blockers, release=erasing.release, erase=erasing.erase)
