"""Pages of WHO, a module a subject."""
