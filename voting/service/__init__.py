"""Counting files that strangers to the code send: pure functions from bytes, and the child process that runs them.

Imports no Django: the child has none.
"""
