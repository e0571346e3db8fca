"""The window of a report on one network or two."""
