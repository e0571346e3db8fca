"""The window of the runs that are kept."""
