"""Teaching a network: the recipe, the Keras fit, the process it runs in, what it reports."""
