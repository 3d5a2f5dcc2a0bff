"""Days and moments as papers write them, and the row of a source."""

from datetime import date, datetime

from django.utils import timezone

Row = dict[str, str]


def day(value: date | datetime | None) -> str:
    """Return a day as papers write it, nothing for none."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else ""


def moment(value: datetime | None) -> str:
    """Return a moment as papers write it, nothing for none."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
