"""What the operation of the installation evaluates and exchanges, in words for whoever judges it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.evaluations import Evaluation
from accounts.interfaces import Direction, Interface
from accounts.inventory import Reader


def _uses_redis() -> bool:
    return urlsplit(settings.CELERY_BROKER_URL).scheme.startswith("redis")


def _uses_other_broker() -> bool:
    return not _uses_redis()


def _is_behind_proxy() -> bool:
    return bool(settings.TRUSTED_PROXIES)


def _has_database_server() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def _has_database_file() -> bool:
    return not _has_database_server()


EVALUATIONS = (
    Evaluation(
        code="refused_sign_ins",
        modules=("accounts.admin.signins",),
        title=_("Refused sign-ins"),
        purpose=_("noticing that somebody tries to get in"),
        data=_("number of refused attempts, of accounts and of places, per day"),
        readers=(Reader.ADMINISTRATION,),
        detail=_("sums per day without names and addresses"),
        excluded=_("Not who signed in when: each person sees only her own sign-ins."),
    ),
    Evaluation(
        code="metrics",
        modules=("notifications.monitoring", "config.operation.measures", "config.operation.task_times"),
        title=_("Figures of the operation"),
        purpose=_("noticing that mails, tasks or pages stand still"),
        data=_(
            "number and duration of requests and tasks, number of mails by kind and state, "
            "those about tandems as one kind"
        ),
        readers=(Reader.ADMINISTRATION,),
        detail=_("sums of the whole installation without names, accounts or addresses of pages"),
        excluded=_("Not who called which page when; visits are not counted."),
    ),
)

INTERFACES = (
    Interface(
        code="pages",
        modules=("config.wsgi",),
        title=_("Pages in the browser"),
        direction=Direction.BOTH,
        data=_("what each page shows and takes, by role"),
        party=_("whoever has signed in; public pages everybody"),
        occasion=_("a page is called"),
        protection=_(
            "TLS at the proxy, sign-in, second factor for the administration, nothing kept by browsers (no-store), "
            "two technically necessary cookies, nothing loaded from other servers"
        ),
    ),
    Interface(
        code="database_server",
        modules=(),
        title=_("Database server (PostgreSQL)"),
        direction=Direction.BOTH,
        data=_("everything in the data catalogue; texts of tandem and own sphere, requests and barriers encrypted"),
        party=_("the town's database administration"),
        occasion=_("permanently"),
        protection=_("an account of its own, TLS where it is another machine; the keys are not in the database"),
        is_in_use=_has_database_server,
    ),
    Interface(
        code="database_file",
        modules=(),
        title=_("Database file (SQLite)"),
        direction=Direction.BOTH,
        data=_("everything in the data catalogue; texts of tandem and own sphere, requests and barriers encrypted"),
        party=_("the administration of the machine"),
        occasion=_("permanently"),
        protection=_("readable for the application's own system account only; the keys are kept apart from it"),
        is_in_use=_has_database_file,
    ),
    Interface(
        code="redis",
        modules=(),
        title=_("Broker between the processes (Redis)"),
        direction=Direction.BOTH,
        data=_("numbers of entries that something is to be done with; no names, no texts"),
        party=_("the administration of the machine"),
        occasion=_("something is to be done in the background"),
        protection=_("within the town's network, TLS where it is another machine"),
        is_in_use=_uses_redis,
    ),
    Interface(
        code="broker",
        modules=(),
        title=_("Broker between the processes (on the same machine)"),
        direction=Direction.BOTH,
        data=_("numbers of entries that something is to be done with; no names, no texts"),
        party=_("the administration of the machine"),
        occasion=_("something is to be done in the background"),
        protection=_("readable for the application's own system account only"),
        is_in_use=_uses_other_broker,
    ),
    Interface(
        code="proxy",
        modules=("config.proxies",),
        title=_("Reverse proxy"),
        direction=Direction.BOTH,
        data=_("all requests and answers, and the network address of who asks"),
        party=_("the town's data centre"),
        occasion=_("a page is called"),
        protection=_("only named addresses are believed; what the proxy itself writes down the town has to settle"),
        is_in_use=_is_behind_proxy,
    ),
    Interface(
        code="logs",
        modules=("config.operation.logs",),
        title=_("Log lines"),
        direction=Direction.OUT,
        data=_("time, kind and place of errors, patterns of addresses; no names, inputs, texts or network addresses"),
        party=_("the administration of the machine (its journal)"),
        occasion=_("an error or a warning"),
        protection=_("one JSON object a line, texts of errors left out; how long it is kept the town settles"),
    ),
    Interface(
        code="metrics",
        modules=("config.operation.views",),
        title=_("Figures for monitoring (Prometheus)"),
        direction=Direction.OUT,
        data=_("sums without persons, see the evaluations"),
        party=_("the town's monitoring"),
        occasion=_("fetched by the monitoring"),
        protection=_("from the same machine, or with a secret token; a missing page for everybody else"),
    ),
    Interface(
        code="backups",
        modules=("accounts.journal",),
        title=_("Backups, and the journal beside them"),
        direction=Direction.OUT,
        data=_("everything in the database, where texts remain encrypted; hashes of what was sent and deleted"),
        party=_("the town's data centre"),
        occasion=_("as the town settles; after a restore deletions are repeated"),
        protection=_("kept apart from the keys; how long they are kept the town settles, three months at most"),
    ),
)
