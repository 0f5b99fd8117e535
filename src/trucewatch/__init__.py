"""Monitor a ceasefire together: from reports to a situation report that can be traced back."""

__version__ = "0.1.0"

__all__ = ["__version__"]
