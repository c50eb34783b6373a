"""The pages of the admin on workshops."""

from workshops.admin.workshops import WorkshopAdmin

__all__ = ["WorkshopAdmin"]
