"""A small invented town hall with three programme years, for trying the application out."""
