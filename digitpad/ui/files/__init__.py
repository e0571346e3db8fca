"""Files in and out of the window: open, drop, paste, save, copy."""
