"""The workshop of rules: what the acts write, what the form makes of a rule, and its pages."""
