"""The pages of choices among options: their rules in words, their ballots, their results."""
