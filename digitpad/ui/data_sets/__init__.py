"""The window's part in data sets: a look before use, and those that are kept."""
