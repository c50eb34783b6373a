"""Puts the code of a mutant into the module that runs, in place.

Whoever has imported a function by its name holds the function itself, so that it is given another body
instead of being replaced.
"""

from collections.abc import Iterator
from functools import cached_property
from types import FunctionType, ModuleType
from typing import Any


def graft(module: ModuleType, source: str, *, with_constants: bool) -> None:
    """Give every function and method of a module what they are in `source`, and its constants on demand.

    Constants stay otherwise, because those of `source` may be instances of classes of its own.
    """
    mutant: dict[str, Any] = {"__name__": module.__name__, "__package__": module.__package__}
    exec(compile(source, str(module.__file__), "exec"), mutant)  # noqa: S102 - our own code with one fault
    new = dict(_functions(mutant, module.__name__))
    for name, function in _functions(vars(module), module.__name__):
        other = new.get(name)
        if other is None:  # put there while the tests run
            continue
        function.__code__, function.__defaults__ = other.__code__, other.__defaults__
        function.__kwdefaults__ = other.__kwdefaults__
    for name, value in mutant.items() if with_constants else ():
        if not name.startswith("__") and not isinstance(value, FunctionType | type | ModuleType):
            vars(module)[name] = value


def _functions(names: dict[str, Any], module: str) -> Iterator[tuple[str, FunctionType]]:
    """Yield the functions and methods that were written in a module, without their decorators."""
    for name, value in list(names.items()):
        if isinstance(value, type) and value.__module__ == module:
            for attribute, member in vars(value).items():
                function = _innermost(member)
                if function is not None and function.__module__ == module:
                    yield f"{name}.{attribute}", function
        else:
            function = _innermost(value)
            if function is not None and function.__module__ == module:
                yield name, function


def _innermost(value: Any) -> FunctionType | None:
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, cached_property):
        value = value.func
    elif isinstance(value, staticmethod | classmethod):
        value = value.__func__
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    return value if isinstance(value, FunctionType) else None
