"""Forms of WHO: they read what was typed; the acts decide."""
