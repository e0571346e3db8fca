"""The window: everything that Qt shows and hears. Nothing below imports it."""
