"""Who has which role. The only place of this app that asks for roles."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import AuditEntry, Role, SignIn, User

# What is decided about an account so that somebody may come to read more by it.
OPENING_ACTIONS = ("role.assigned", "role.removed", "account.factor_removed")
ADMIN_ROLES = frozenset({Role.TEAM, Role.HR, Role.ADMINISTRATION})


class TeamMailbox(AnonymousUser):
    """Who reads the mails to the project team: no account, and nobody can sign in as it.

    What such a mail says is asked for like everything else the team reads.
    """


TEAM_MAILBOX = TeamMailbox()
_kept_from_her: list[Callable[[User], Q]] = []


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Return the roles of an active account, read once per request.

    A superuser has the role of the administration and no other: being one opens no content.
    """
    if isinstance(user, TeamMailbox):
        return frozenset({Role.TEAM})
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    cached: frozenset[str] | None = getattr(user, "_role_cache", None)
    if cached is None:
        roles: set[str] = set(user.roles.values_list("role", flat=True))
        if user.is_superuser:
            roles.add(Role.ADMINISTRATION)
        cached = frozenset(roles)
        user._role_cache = cached  # type: ignore[attr-defined]
    return cached


def may_sign_in(user: User) -> bool:
    """An open account of somebody who has not left. Asked at every request."""
    return user.is_active and (user.employee is None or user.employee.is_active)


def is_team(user: User | AnonymousUser) -> bool:
    return Role.TEAM in roles_of(user)


def others_of_team(user: User) -> QuerySet[User]:
    """Who else has the role of the project team and may sign in."""
    has_not_left = Q(employee=None) | Q(employee__is_active=True)
    return User.objects.filter(has_not_left, is_active=True, roles__role=Role.TEAM).exclude(pk=user.pk)


def is_hr(user: User | AnonymousUser) -> bool:
    return Role.HR in roles_of(user)


def is_adviser(user: User | AnonymousUser) -> bool:
    return Role.ADVISER in roles_of(user)


def is_administration(user: User | AnonymousUser) -> bool:
    return Role.ADMINISTRATION in roles_of(user)


def may_enter_admin(user: User | AnonymousUser) -> bool:
    return bool(roles_of(user) & ADMIN_ROLES)


def may_edit_directory(user: User | AnonymousUser) -> bool:
    """Staff files, units and levels: team, HR and administration."""
    return may_enter_admin(user)


def may_edit_accounts(user: User | AnonymousUser) -> bool:
    return is_administration(user)


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """What the log holds about somebody: for her own eyes, and nobody else's (R10)."""
    return SignIn.objects.filter(account_id=user.pk)


def may_count_refused_sign_ins(user: User | AnonymousUser) -> bool:
    """How many were refused, day by day: for whoever runs the installation. Nobody is named."""
    return is_administration(user)


def may_read_decision_log(user: User | AnonymousUser) -> bool:
    return is_team(user) or is_administration(user)


def decisions_visible_to(user: User | AnonymousUser) -> QuerySet[AuditEntry]:
    """The decision log as far as it is somebody's business.

    The team reads what was decided in the programme and about the directory, the administration
    what was decided about accounts and the directory: it sees no content, so it does not read who
    was accepted either. The team reads of accounts what could open the programme to somebody.
    """
    entries = AuditEntry.objects.all()
    visible = Q(pk__in=[])
    if is_team(user):
        visible |= ~Q(subject_type="accounts.user") | Q(action__in=OPENING_ACTIONS)
    if is_administration(user):
        visible |= Q(subject_type__startswith="accounts.")
    if isinstance(user, User):
        for about_herself in _kept_from_her:
            visible &= ~about_herself(user)
    return entries.filter(visible)


def keep_from_reader(about_herself: Callable[[User], Q]) -> None:
    """Let nobody read what the log says of herself before she is told. Called from an app's `ready()`."""
    _kept_from_her.append(about_herself)
