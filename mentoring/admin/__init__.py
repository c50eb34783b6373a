"""The team's side of the programme in the admin, found by Django through this package."""

from mentoring.admin import applications, cohorts, grants, mentors, pairings, requests, topics

__all__ = ["applications", "cohorts", "grants", "mentors", "pairings", "requests", "topics"]
