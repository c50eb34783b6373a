"""What happens around the programme in the example year: the adviser, the mail server, barriers, own data."""

from datetime import datetime
from smtplib import SMTPRecipientsRefused

from accounts.actions import accounts
from accounts.models import Role
from mentoring.actions import grants
from notifications.actions import resend
from portal.actions import barriers
from portal.models import BarrierReport
from privacy import building
from privacy.actions import exports
from tests.factories import UserFactory
from tests.notifications.mailing import ScriptedServer
from tests.year.story import BERLIN, ROLE, WHO, Story, says


@says(rf"Das Projektteam öffnet der Beratung Tandem {WHO} bis zum (?P<until>\d\d\.\d\d\.\d{{4}})")
def open_tandem(story: Story, who: list[int], until: str) -> None:
    last_day = datetime.strptime(until, "%d.%m.%Y").replace(tzinfo=BERLIN).date()
    for tandem in story.tandems(who):
        grants.open_to_adviser(
            tandem,
            story.adviser,
            reason="Wie geht es weiter?",
            starts_on=story.today,
            ends_on=last_day,
            by=story.team,
            now=story.now,
        )


@says(rf"Der Mailserver kennt die Adresse von {ROLE} {WHO} (?P<state>nicht mehr|wieder)")
def unknown_address(story: Story, role: str, who: list[int], state: str) -> None:
    for user in story.users(role, who):
        if state == "wieder":
            del ScriptedServer.refusals[user.email]
        else:
            ScriptedServer.refusals[user.email] = SMTPRecipientsRefused({user.email: (550, b"unknown")})


@says(rf"Das Projektteam sendet die Nachrichten an {ROLE} {WHO} noch einmal")
def send_again(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        resend(user, by=story.team, now=story.now)


@says(r"Jemand meldet eine Barriere")
def report_a_barrier(story: Story) -> None:
    barriers.report("Ich komme mit der Tastatur nicht weiter.", where="/workshops/", reply_to="jemand@kerpen.example")


@says(r"Das Projektteam erledigt die gemeldete Barriere")
def settle_the_barrier(story: Story) -> None:
    barriers.settle(BarrierReport.objects.get(), by=story.team, now=story.now)


@says(r"Die Administration gibt einer Kollegin die Rolle Personalverwaltung")
def give_a_role(story: Story) -> None:
    accounts.assign_role(UserFactory(), Role.HR, by=None)


@says(rf"{ROLE} {WHO} lässt die eigenen Daten zusammenstellen")
def have_data_put_together(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        building.build(exports.request(user, replacing=None, now=story.now).pk)
