"""Walks through the whole product, with a real server and a browser for each person."""
