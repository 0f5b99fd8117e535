"""Thin commands, one file a group. Results go to standard output, talk to standard error."""
