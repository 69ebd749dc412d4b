"""One file of the counting core and the verifier, which a stranger runs with Python alone.

The modules stand in it as they are in the project, so that whoever doubts can compare; the same sources give the same
file to the byte.
"""

import ast
import hashlib
from functools import lru_cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ENTRY = "voting.verifying.command"
NAME = "consult-verify.py"

HEAD = '''\
#!/usr/bin/env python3
"""Verifies the public record of a poll, with Python 3.11 or later and nothing else: no network, no other file.

    python3 consult-verify.py RECORD.json [--head HASH]

Exit status: 0 the record holds, 1 it does not, 2 it can't be read.
HASH is the head of the journal that was announced to you when the poll was closed.

Vérifie le procès-verbal public d'un scrutin : recalcule ses empreintes, suit son journal, recompte les voix.
HASH est la tête du journal qui vous a été annoncée à la clôture.

Below are the modules of the project that count and verify, each as it stands there.
"""

import importlib.abc
import importlib.util
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("Python 3.11 or later is needed.\\n")
    sys.exit(2)

SOURCES = {}
'''

TAIL = '''

class Here(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules above, and only those."""

    def find_spec(self, name, path=None, target=None):
        if name not in SOURCES:
            return None
        is_package = any(other.startswith(name + ".") for other in SOURCES)
        return importlib.util.spec_from_loader(name, self, is_package=is_package)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(SOURCES[module.__name__], module.__name__, "exec"), module.__dict__)


sys.meta_path.insert(0, Here())
from voting.verifying.command import main

if __name__ == "__main__":
    sys.exit(main())
'''


@lru_cache(maxsize=1)
def bundle() -> str:
    """The script, ending with a newline."""
    parts = [HEAD]
    for name in modules():
        source = _path(name).read_text("utf-8")
        # Raw, so that every character stands as it does in the module.
        if "'''" in source or not source.endswith("\n"):
            raise ValueError(f"{name} can't stand between triple apostrophes")
        parts.append(f"\nSOURCES[{name!r}] = r'''{source}'''\n")
    return "".join([*parts, TAIL])


@lru_cache(maxsize=1)
def bundle_sha256() -> str:
    return hashlib.sha256(bundle().encode("utf-8")).hexdigest()


def modules() -> list[str]:
    """The names of all modules that the verifier needs, each after those that it imports."""
    found: list[str] = []
    _collect(ENTRY, found, set())
    return found


def _collect(name: str, found: list[str], seen: set[str]) -> None:
    if name in seen or not _path(name).is_file():
        return
    seen.add(name)
    parent = name.rpartition(".")[0]
    if parent:
        _collect(parent, found, seen)
    for node in ast.walk(ast.parse(_path(name).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "voting":
            _collect(node.module, found, seen)
            for alias in node.names:
                _collect(f"{node.module}.{alias.name}", found, seen)
    found.append(name)


def _path(name: str) -> Path:
    path = PROJECT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
