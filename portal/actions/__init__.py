"""Everything that is written about pages, contacts and barriers."""
