"""The offline verifier of a trucewatch record. Needs nothing but Python; imports nothing of trucewatch."""
