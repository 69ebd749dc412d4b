"""Addresses of the pages about the site itself."""

from tests.security.addresses import ALL, Address

ADDRESSES = [
    Address("accessibility", ALL),
    Address("personal_data", ALL),
    # The sheet of parts, with DEBUG alone.
    Address("parts", frozenset()),
]
