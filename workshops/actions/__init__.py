"""Every change of a workshop and of who comes. Each module holds one subject."""
