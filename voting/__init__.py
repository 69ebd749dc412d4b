"""How the alliance votes: rules, polls, ballots, and the counting core (which imports no Django)."""
