"""How moments are written where Django chooses: in the lists of the admin, and by name in templates."""

DATETIME_FORMAT = r"d.m.Y, H:i \U\h\r"
# The sentences around it say "Uhr" themselves.
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
