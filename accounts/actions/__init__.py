"""What is written about people and accounts."""
