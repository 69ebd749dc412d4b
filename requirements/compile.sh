#!/bin/sh
# Compiles the lock files from pyproject.toml: one file for all Pythons, with hashes, naming no registry.
set -e
cd "$(dirname "$0")/.."
lock() {
    out=$1
    shift
    uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
        "$@" -o "requirements/$out" pyproject.toml
}
lock demo.txt --group build
lock production.txt --group build --extra production
lock dev.txt --group dev --extra production
