"""One file a format: bytes to text and what the file says about itself."""
