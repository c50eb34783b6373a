"""The last chapter: somebody asks to be erased, and nothing that the programme keeps or shows names her any more.

The mails that she and others have in their mailboxes are not the programme's. What PostgreSQL has not yet
cleared away of deleted rows, and has written ahead, goes by its own time.
"""

from collections.abc import Iterator

from django.urls import reverse

from mentoring.models import Topic
from tests.notifications.canaries import tables
from tests.notifications.canaries.readings import canaries_in
from tests.notifications.canaries.words import canary, encrypted_fields
from tests.notifications.canaries.world import ERASED, PEOPLE, World

# What she alone has written.
HERS = canary("Hers")
WORDS = PEOPLE[ERASED].words | {HERS.lower()}
PAGES = {
    "Team": (
        *("admin:index", "admin:mentoring_mentee_changelist", "admin:mentoring_pairing_changelist"),
        *("admin:mentoring_supportrequest_changelist", "admin:notifications_message_changelist"),
        "admin:accounts_auditentry_changelist",
    ),
    "Personnel": ("admin:accounts_employee_changelist", "admin:mentoring_mentor_changelist"),
    "MentorTwo": ("portal:start", "mentoring:grants_about_me", "privacy:own_data"),
}
# Where she is found before, so that nobody looks for her in the wrong way: tables, texts once opened, pages.
BEFORE = {
    *("accounts_user.last_name", "accounts_employee.email", "account_emailaddress.email"),
    *("mentoring.GoalText.text", "mentoring.SupportRequest.text"),
    *("Team: admin:mentoring_mentee_changelist", "Personnel: admin:accounts_employee_changelist"),
}


def she_writes(world: World) -> None:
    topic = Topic.objects.on_offer().filter(needs_words=False)[4]
    world.sends(ERASED, "mentoring:goal_add", topic=topic.pk, words=HERS)
    world.sends(ERASED, "mentoring:request_new", recipient="team", kind="other", text=HERS)


def she_is_erased(world: World) -> None:
    """From the admin, with a look at what will happen; hers is the tandem from which she has stepped back."""
    user = world.user(ERASED)
    world.sends("Team", "admin:privacy_deletion_changelist", email=user.email)
    world.sends("Team", "admin:privacy_deletion_account", user.pk)


def places_of_hers(world: World) -> set[str]:
    """Return where her name, her address and what she has written are found."""
    return {place for place, content in _contents(world) if canaries_in(content) & WORDS}


def _contents(world: World) -> Iterator[tuple[str, bytes]]:
    for table, column, values in tables.columns():
        yield from ((f"{table}.{column}", value) for value in values)
    for name, field in encrypted_fields().items():
        for text in field.model._base_manager.values_list(field.name, flat=True):
            yield name, text if isinstance(text, bytes) else (text or "").encode()
    for key, views in PAGES.items():
        yield from ((f"{key}: {view}", world.browser(key).read(reverse(view)).text.encode()) for view in views)
