"""Answers for programs that watch over the installation. None looks at sessions or sets a cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from config.operation import exposition, readiness, watchers

PLAIN = "text/plain; charset=utf-8"


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing more is looked at."""
    return HttpResponse("ok", content_type=PLAIN)


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Say in one line each whether database, broker, keys and delivery do their work; 503 when one does not."""
    findings = readiness.look(now=timezone.now())
    lines = "".join(f"{finding.subject}: {finding.words}\n" for finding in findings)
    status = 200 if all(finding.is_fine for finding in findings) else 503
    return HttpResponse(lines, content_type=PLAIN, status=status)


# Who may not read it learns by no method that it is there.
@csrf_exempt
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the metrics to Prometheus. For everybody else there is no such page."""
    if not watchers.may_read_metrics(request) or request.method not in ("GET", "HEAD"):
        raise Http404
    return HttpResponse(exposition.text(), content_type=exposition.CONTENT_TYPE)
