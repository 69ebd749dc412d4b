"""The one error of the counting core: an input that is not what the contract says, and where."""


class FormatError(ValueError):
    """A rule, poll or preset cannot be used.

    `pointer` is the JSON pointer (RFC 6901) of the offending value, "" for the whole document;
    a missing key has the pointer where it would be. `message` says what is wrong, in one line.
    """

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(f"{pointer}: {message}" if pointer else message)
        self.pointer = pointer
        self.message = message


def step(key: str | int) -> str:
    """One step of a JSON pointer, on one printable line whatever the key holds."""
    if isinstance(key, int):
        return f"/{key}"
    escaped = key.replace("~", "~0").replace("/", "~1")
    return "/" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)
