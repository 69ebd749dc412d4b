"""The counting core, tested alone."""
