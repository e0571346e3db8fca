"""The report of one or two networks on a data set: measured, drawn as a page, kept as a file."""
