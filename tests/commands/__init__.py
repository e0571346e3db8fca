"""Mirrors digitpad/commands."""
