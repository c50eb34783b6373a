"""What a worker does with an export: claim, collect, write down, keep."""

import logging

from django.utils import timezone

from accounts.logs import without_text
from privacy import export_files, exporting
from privacy.actions import exports

logger = logging.getLogger(__name__)


def build(export_id: int) -> None:
    """Put an export together, unless another worker has it. What fails is tried again; nothing half is kept."""
    export = exports.claim(export_id, now=timezone.now())
    if export is None:
        return
    try:
        now = timezone.now()
        content = exporting.collect(export.user, now=now)
        exports.finish(export, export_files.write(content, now=now), now=now)
    except Exception as error:  # whatever is wrong, she is told in the end, and nothing of hers is logged
        logger.error("Export %s failed: %s", export.pk, without_text(error))
        exports.give_back(export)
