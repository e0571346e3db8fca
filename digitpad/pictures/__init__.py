"""Pictures of digits: read from files, ink told from paper, each digit found and normalised."""
