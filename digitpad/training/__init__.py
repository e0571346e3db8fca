"""Teaching a network: the recipe, the Keras fit, the process it runs in, what it reports."""

import os

# Before Keras is imported, by whichever file of this folder is the first.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
