"""What stops a backup or a restore, in a sentence for whoever runs it."""


class NotDone(Exception):
    """Nothing was made that could be taken for a whole backup, or restored that could be taken for a whole database."""
