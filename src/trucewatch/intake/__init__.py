"""Bytes in; a document, its stored text and its custody out. What cannot be read becomes a record too."""
