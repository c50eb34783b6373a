"""The pages around mails and calendars."""
