"""Mirrors digitpad/training."""
