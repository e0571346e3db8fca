"""A desktop pad that reads handwritten digits while they are drawn and learns before your eyes."""

__version__ = "0.1.0"
