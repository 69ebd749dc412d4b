"""Mutants of the counting core: each small change of its code that mutmut knows is to fail a test.

    python -m tests.mutation [name ...]        # of modules or mutants: "tree", "ties.x_fill__mutmut_3"; all without any

Prints the survivors as differences, then a line per module. mutmut makes the mutants; they run here, since it starts
pytest anew for each, and there are thousands. Tests are collected once; each mutant has a process of its own, forked
from there, in which the tests that reach the changed statement run until one fails, those that found most before first.

Random tests are the same for each mutant. A mutant that runs on for ever, or takes all memory, is found too.
"""

import ast
import difflib
import gc
import inspect
import json
import os
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from time import monotonic, process_time
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.mutation.file_mutation import mutate_file_contents

CORE = Path("voting/counting")
# Without Django, which the core does not need. Tests of the command have a process of their own, without the mutant;
# those of purity read the source; those of corpora take longer than all others together.
ARGUMENTS = [
    "tests/voting/counting", "--ignore=tests/voting/counting/test_purity.py",
    "--ignore=tests/voting/counting/test_corpora.py", "-k", "not command and not real_votes and not every_preset",
    "--noconftest", "-o", "addopts=", "-q", "--tb=native", "--assert=plain", "--no-header", "-W", "ignore",
    *(part for name in ("django", "asyncio", "xdist", "playwright", "cacheprovider") for part in ("-p", f"no:{name}")),
]  # fmt: skip
MEMORY = 4 * 2**30
# Seconds of the processor for a test beyond many times what it takes without a mutant.
PATIENCE, TIMES = 3, 8

settings.register_profile("mutants", derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))
settings.load_profile("mutants")


@dataclass(frozen=True)
class Mutant:
    """The code of a function of a module (`A.b` for a method), changed within the statement at `lines`."""

    name: str
    module: str
    function: str
    code: FunctionType
    lines: range
    difference: str


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant that mutmut makes of a module of the core."""
    path = CORE / f"{module}.py"
    # It leaves out what is decorated; a property is a function like others here.
    source = path.read_text("utf-8").replace("    @property\n", "\n")
    text = mutate_file_contents(str(path), source).code
    found: dict[str, Any] = {"__name__": import_module(f"voting.counting.{module}").__name__, "__file__": str(path)}
    exec(compile(text, f"mutants of {path}", "exec"), found)
    lines = text.splitlines(keepends=True)
    statements = _statements(source)
    for key, versions in found.items():
        if not key.startswith("mutants_x"):
            continue
        original = versions.pop("_mutmut_orig")
        before = _source(original, lines)
        start = _start(source, _plain(original.__qualname__))
        for name, changed in versions.items():
            after = _source(changed, lines)
            after[0] = after[0].replace(changed.__name__, original.__name__)
            first = next(n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
            shown = "".join(difflib.unified_diff(before, after, f"{name}", "", n=0)).split("@@\n", 1)[1]
            yield Mutant(
                f"{module}.{name}",
                module,
                _plain(original.__qualname__),
                changed,
                next(lines_ for lines_ in statements if start + first in lines_),
                f"{path}:{start + first}\n{shown}",
            )


def _source(function: FunctionType, lines: list[str]) -> list[str]:
    start = function.__code__.co_firstlineno - 1
    return inspect.getblock(lines[start:])


def _plain(qualname: str) -> str:
    """`A.b` of `A.xǁAǁb__mutmut_orig`, `b` of `x_b__mutmut_orig`."""
    *above, name = qualname.split(".")
    name = name.removesuffix("__mutmut_orig")
    return ".".join([*above, name.rpartition("ǁ")[2] if above else name.removeprefix("x_")])


def _start(source: str, function: str) -> int:
    within: Any = ast.parse(source)
    for name in function.split("."):
        within = next(node for node in within.body if getattr(node, "name", None) == name)
    return int(within.lineno)


def _statements(source: str) -> list[range]:
    """The lines of each statement, inner ones first; of a compound one, those of its head."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            found.append(range(node.lineno, node.end_lineno + 1))
        elif isinstance(node, ast.stmt) and not isinstance(node, ast.ClassDef):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body else node.end_lineno
            found.append(range(node.lineno, max(end, node.lineno) + 1))
    return sorted(found, key=len)


@dataclass
class Run:
    """A pytest plugin that runs mutants in the place of the tests it collected."""

    mutants: dict[str, list[Mutant]]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = session.items
        gc.freeze()
        paths = {str((CORE / f"{module}.py").resolve()): module for module in self.mutants}
        # In a process of its own as well, so that nothing a test keeps is there for a mutant.
        reached = json.loads(_in_child(partial(self._reach, paths)))
        self.seconds = [seconds for seconds, _ in reached]
        print(f"{len(self.items)} tests, {sum(self.seconds):.0f} s; {sum(map(len, self.mutants.values()))} mutants")
        at: dict[tuple[str, int], set[int]] = defaultdict(set)
        for n, (_, places) in enumerate(reached):
            for module, line in places:
                at[module, line].add(n)
        for module, mutants in self.mutants.items():
            self._module(module, mutants, at)
        return True

    def _module(self, module: str, mutants: list[Mutant], at: dict[tuple[str, int], set[int]]) -> None:
        start, found = monotonic(), Counter[str]()
        kills: dict[str, Counter[int]] = defaultdict(Counter)
        for mutant in mutants:
            tests = set().union(*(at[module, line] for line in mutant.lines))
            here, there = kills[mutant.function], kills[""]
            order = sorted(tests, key=lambda n: (-here[n], -there[n], self.seconds[n]))
            end = _in_child(partial(self._try, mutant, order))
            if end == "survived":
                found["survived" if order else "unreached"] += 1
                print(f"\n{mutant.name} survived {len(order)} tests\n{mutant.difference}", flush=True)
            elif end.isdigit():
                found["killed"] += 1
                here[int(end)] += 1
                there[int(end)] += 1
            else:
                found[end] += 1
        print(f"== {module}: {len(mutants)} mutants, {dict(found)}, {monotonic() - start:.0f} s", flush=True)

    def _reach(self, paths: dict[str, str]) -> str:
        """For each test its seconds, and the lines it reaches in these files."""
        lines: set[tuple[str, int]] = set()

        def call(frame: FrameType, event: str, arg: Any) -> Any:
            module = paths.get(frame.f_code.co_filename)
            return partial(line, module) if module else None

        def line(module: str, frame: FrameType, event: str, arg: Any) -> Any:
            lines.add((module, frame.f_lineno))
            return partial(line, module)

        found = []
        for item in self.items:
            lines.clear()
            start = process_time()
            sys.settrace(call)
            passed = _passes(item)
            sys.settrace(None)
            if not passed:
                print(f"{item.nodeid} fails without a mutant", file=sys.__stderr__)
                os._exit(2)
            found.append((process_time() - start, sorted(lines)))
        return json.dumps(found)

    def _try(self, mutant: Mutant, order: list[int]) -> str:
        target: Any = import_module(f"voting.counting.{mutant.module}")
        for name in mutant.function.split("."):
            target = inspect.getattr_static(target, name)
        function = target.fget if isinstance(target, property) else target
        if inner := _within(function.__code__):
            # What it made at import, for the table of methods, is there already.
            gc.unfreeze()
            for made in gc.get_objects():
                if isinstance(made, FunctionType) and made.__code__ in inner:
                    made.__code__ = next(c for c in _within(mutant.code.__code__) if c.co_name == made.__name__)
        function.__code__ = mutant.code.__code__.replace(co_name=function.__name__)
        function.__defaults__, function.__kwdefaults__ = mutant.code.__defaults__, mutant.code.__kwdefaults__
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for n, following in zip_longest(order, order[1:]):
            limit = int(process_time() + PATIENCE + TIMES * self.seconds[n]) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
            if not _passes(self.items[n], None if following is None else self.items[following]):
                return str(n)
        return "survived"


def _within(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType) and not each.co_name.startswith("<")]


def _passes(item: pytest.Item, following: pytest.Item | None = None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _in_child(work: Any) -> str:
    """What work returns in a child of this process; "dead" where that ends otherwise."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            try:
                pipe.write(work())
            except BaseException as error:
                pipe.write(f"broke: {error!r}")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        found = pipe.read()
    os.waitpid(child, 0)
    return found or "dead"


def main() -> None:
    every = sorted(path.stem for path in CORE.glob("*.py") if path.stem != "__init__")
    asked: dict[str, set[str]] = defaultdict(set)
    for name in sys.argv[1:] or every:
        module, _, mutant = name.partition(".")
        asked[module].add(mutant)
    mutants = {
        module: [mutant for mutant in mutants_of(module) if "" in names or mutant.name.partition(".")[2] in names]
        for module, names in asked.items()
    }
    pytest.main(ARGUMENTS, plugins=[Run(mutants)])


if __name__ == "__main__":
    main()
