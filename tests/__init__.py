"""The tests: one file mirrors one module, a test's name is a sentence."""
