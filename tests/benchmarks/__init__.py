"""What is measured, not asserted. Each file runs alone: ``python -m tests.benchmarks.start``."""
