"""Celery tasks: nudges with ids; the truth is in the database."""
