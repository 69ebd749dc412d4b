"""The workshop: a rule composed from fields, told and checked while one composes it."""
