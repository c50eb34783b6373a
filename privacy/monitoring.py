"""The periods as whoever runs the installation sees them: when they were applied, and nothing about anybody."""

from datetime import datetime

from privacy.models import RetentionReport


def last_applied() -> datetime | None:
    """Return when the periods were last applied; nothing for an installation that has not had its first night."""
    report = RetentionReport.objects.first()
    return report.at if report else None
