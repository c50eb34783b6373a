"""The admin pages of people and organisation."""
