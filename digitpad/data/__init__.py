"""Everything that yields images and labels."""
