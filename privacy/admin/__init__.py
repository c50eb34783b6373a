"""Data protection in the admin."""

from privacy.admin import erasing, periods

__all__ = ["erasing", "periods"]
