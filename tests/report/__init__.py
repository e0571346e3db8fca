"""Mirrors digitpad/report."""
