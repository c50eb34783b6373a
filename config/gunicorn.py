"""How gunicorn runs the site: `gunicorn --config python:config.gunicorn config.wsgi`."""

import os
from typing import Any

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

worker_class = "gthread"
workers = 2
threads = 4
# Whoever starts it stops it; nobody steers it through a socket.
control_socket_disable = True

# Whom to believe about who asks, the application decides (`config/proxies.py`).
forwarded_allow_ips = ""

# Its lines go where those of the application go, and look like them.
logconfig_dict: dict[str, Any] = settings.LOGGING | {
    "loggers": settings.LOGGING["loggers"] | {"gunicorn.error": {"handlers": [], "propagate": True}}
}


def on_starting(server: Any) -> None:
    """Clear away what earlier processes have counted."""
    from config.operation import measures  # keeps its numbers where the settings say, which are read only now

    measures.forget_the_dead()


def child_exit(server: Any, worker: Any) -> None:
    """Take back what a worker that ended had under way."""
    from config.operation import measures

    measures.forget_running(worker.pid)
