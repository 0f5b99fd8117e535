"""Frozen records and code lists that every room speaks. Imports nothing else of trucewatch but the errors."""
