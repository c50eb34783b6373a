"""Pages and contacts that the team edits, and barriers that somebody has reported."""

from portal.models.barriers import BarrierReport, BarrierState
from portal.models.pages import Contact, ContactKind, Page

__all__ = ["BarrierReport", "BarrierState", "Contact", "ContactKind", "Page"]
