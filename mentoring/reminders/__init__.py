"""What people are reminded of: the scans that find it, and the kinds of messages that tell it (R12)."""
