"""Damaged and invented input for every parser, for as long as one likes; what breaks becomes a test."""
