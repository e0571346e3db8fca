"""Networks from files: a look before use, and out again."""
