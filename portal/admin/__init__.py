"""What the team edits and reads of the site itself, found by Django through this package."""

from portal.admin import barriers, pages

__all__ = ["barriers", "pages"]
