"""The person's own samples in the window: correcting, teaching, the gallery, personalising."""
