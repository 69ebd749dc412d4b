"""The editor in real browsers against the real server."""
