"""Mirrors digitpad/data."""
