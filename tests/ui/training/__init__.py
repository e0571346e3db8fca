"""Mirrors digitpad/ui."""
