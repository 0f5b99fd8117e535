"""For whoever runs a server: is it well, how much does it do, and logs that hold no protected value."""
