"""What the page shows that counts two files: a yes–no vote in the parts of a result's page, a choice in tables.

Every figure comes from the canonical result; what is too long to be looked at is only handed out as a file.
"""

from voting.interfaces.files_page.context import FILE_NAME, files_context

__all__ = ["FILE_NAME", "files_context"]
