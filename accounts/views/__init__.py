"""The pages around the account."""
