"""Benchmarks, each against peers that do the same work in the same run: `python -m bench NAME` (docs/benchmarks.md)."""
