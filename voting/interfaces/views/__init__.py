"""The pages of polls: reading, casting, conducting, results."""
