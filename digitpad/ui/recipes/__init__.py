"""The recipe side of the training panel: which one, and all that can be changed in it."""
