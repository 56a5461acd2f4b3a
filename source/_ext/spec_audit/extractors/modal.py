"""Web endpoints of a Modal application: ``route:<service>:<METHOD> /<label>``.

``service`` is ``modal`` unless the option of this name says otherwise.
Reads functions and methods decorated with ``modal.fastapi_endpoint`` or its older name
``modal.web_endpoint``. Attributes: ``handler`` (the function's qualified name), ``access`` (``public``, or
``proxy-auth`` where ``requires_proxy_auth`` is given), ``timeout`` (seconds, left out where it is not
constant) and ``env`` (variables with a constant default that can change the label, read as their default).
A label that is not given is the function's name with dashes, Modal's own rule for its last part. An
endpoint whose method or label is not constant is a problem; so is an ASGI or WSGI application, whose
routes stand elsewhere.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Scan, SourceFile, make_fact
from spec_audit.extractors.options import NAME, Shape
from spec_audit.model.place import Place
from spec_audit.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact

VERSION = 2
OPTIONS: Mapping[str, Shape] = {"service": NAME}

_ENDPOINTS = frozenset({"fastapi_endpoint", "web_endpoint"})
_APPLICATIONS = frozenset({"asgi_app", "wsgi_app", "web_server"})
_SETTINGS = frozenset({"function", "cls"})
Value = tuple[str | int | None, frozenset[str]]
_UNKNOWN: Value = (None, frozenset())
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def scan(file: SourceFile) -> Scan:
    """Read one Python file."""
    if not file.path.endswith(".py") or b"modal" not in file.data:
        return None
    tree = file.python.module
    constants: dict[str, Value] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    constants[target.id] = _value(node.value, constants)
    imported = {
        alias.asname or alias.name: alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "modal"
        for alias in node.names
    }
    found = []
    for names, node in _functions(tree, ()):
        decorators = [_decorator(one, imported, constants) for one in node.decorator_list]
        endpoint = _endpoint(".".join(names), decorators)
        if endpoint is not None:
            found.append(endpoint)
    return found or None


def _functions(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], _Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function | ast.ClassDef):
            inner = (*names, child.name)
            if isinstance(child, _Function):
                yield inner, child
            yield from _functions(child, inner)
        elif isinstance(child, ast.If | ast.Try | ast.With):
            yield from _functions(child, names)


def _endpoint(handler: str, decorators: list[tuple[str, dict[str, object], int]]) -> dict[str, object] | None:
    endpoint: dict[str, object] | None = None
    settings: dict[str, object] = {}
    for name, given, line in decorators:
        if name in _ENDPOINTS:
            endpoint = {"method": "GET", **given, "line": line, "handler": handler}
        elif name in _APPLICATIONS:
            endpoint = {"line": line, "handler": handler, "application": name}
        elif name in _SETTINGS:
            settings = given
    if endpoint is not None and isinstance(settings.get("timeout"), int):
        endpoint["timeout"] = settings["timeout"]
    return endpoint


def _decorator(
    node: ast.expr, names: Mapping[str, str], constants: Mapping[str, Value]
) -> tuple[str, dict[str, object], int]:
    """Give a decorator's name as Modal knows it, its constant arguments (None for others), its line."""
    called = node.func if isinstance(node, ast.Call) else node
    name = getattr(called, "attr", "") or names.get(getattr(called, "id", ""), "")
    given: dict[str, object] = {}
    settings: set[str] = set()
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        given[keyword.arg or "**"], variables = _value(keyword.value, constants)
        settings |= variables
    if settings:
        given["env"] = sorted(settings)
    return name, given, node.lineno


def _value(node: ast.expr, constants: Mapping[str, Value]) -> Value:
    """Give the constant that an expression is, and the environment variables that may change it."""
    if isinstance(node, ast.Constant):
        return (node.value if isinstance(node.value, str | int | bool) else None), frozenset()
    if isinstance(node, ast.Name):
        return constants.get(node.id, _UNKNOWN)
    if isinstance(node, ast.FormattedValue):
        return _value(node.value, constants) if node.format_spec is None else _UNKNOWN
    parts: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        parts = node.values
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv"):
        variable = _value(node.args[0], constants)[0] if len(node.args) == 2 else None
        if isinstance(variable, str):
            return _value(node.args[1], constants)[0], frozenset({variable})
    values = [_value(part, constants) for part in parts]
    texts = [value for value, _variables in values if isinstance(value, str)]
    if not values or len(texts) < len(values):
        return _UNKNOWN
    return "".join(texts), frozenset().union(*(variables for _value, variables in values))


def link(scans: Mapping[str, Scan], source: Source) -> Extraction:
    """Make a fact of every endpoint that has a constant method and label."""
    service = str(source.options.get("service", "modal"))
    facts: list[Fact] = []
    problems: list[Problem] = []
    count = 0
    for path, endpoints in scans.items():
        for one in endpoints:
            count += 1
            place = Place(path=path, line=one["line"])
            label = one.get("label", one["handler"].rpartition(".")[2].replace("_", "-"))
            if "application" in one:
                message = f"the routes of '{one['handler']}', a whole application, are not read"
            elif "**" in one or None in (one["method"], label, one.get("requires_proxy_auth", False)):
                message = f"the method, label or protection of '{one['handler']}' is not constant"
            else:
                key = f"route:{service}:{one['method'].upper()} /{label}"
                facts.append(make_fact(key, place, _attributes(one)))
                continue
            problems.append(Problem.of_code(place, message))
    return Extraction(facts=tuple(facts), problems=tuple(problems), counts={"endpoints": count})


def _attributes(one: Mapping[str, Attr]) -> dict[str, Attr]:
    attrs: dict[str, Attr] = {
        "access": "proxy-auth" if one.get("requires_proxy_auth") else "public",
        "handler": one["handler"],
    }
    attrs.update({name: one[name] for name in ("timeout", "env") if name in one})
    return attrs
