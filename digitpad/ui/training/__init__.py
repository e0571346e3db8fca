"""The training panel and the run in it: what it does, its knobs, its charts, its past."""
