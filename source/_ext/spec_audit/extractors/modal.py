"""Web endpoints of a Modal application: ``route:modal:<METHOD> /<label>``.

Reads functions and methods decorated with ``modal.fastapi_endpoint`` or its older name
``modal.web_endpoint``. Attributes: ``handler`` (the function's qualified name), ``access`` (``public``, or
``proxy-auth`` where ``requires_proxy_auth`` is given) and ``timeout`` (seconds, left out where it is no
literal). A label that is not given is the function's name with dashes, Modal's own rule for its last part.
An endpoint whose method or label is no literal is a problem; so is an ASGI or WSGI
application, whose routes stand elsewhere.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from spec_audit.extractors.base import Extraction, Problem, Scan, SourceFile, make_fact
from spec_audit.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec_audit.config import Source
    from spec_audit.model.facts import Attr, Fact

VERSION = 1
OPTIONS: Mapping[str, type] = {"service": str}

_ENDPOINTS = frozenset({"fastapi_endpoint", "web_endpoint"})
_APPLICATIONS = frozenset({"asgi_app", "wsgi_app", "web_server"})
_SETTINGS = frozenset({"function", "cls"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def scan(file: SourceFile) -> Scan:
    """Read one Python file."""
    if not file.path.endswith(".py") or b"modal" not in file.data:
        return None
    tree = file.python.module
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
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
    node: ast.expr, names: Mapping[str, str], constants: Mapping[str, object]
) -> tuple[str, dict[str, object], int]:
    """Give a decorator's name as Modal knows it, its literal keyword arguments (None for others) and its line."""
    called = node.func if isinstance(node, ast.Call) else node
    name = getattr(called, "attr", "") or names.get(getattr(called, "id", ""), "")
    given: dict[str, object] = {}
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        value = keyword.value
        if isinstance(value, ast.Constant):
            given[keyword.arg or "**"] = value.value
        elif isinstance(value, ast.Name):
            given[keyword.arg or "**"] = constants.get(value.id)
        else:
            given[keyword.arg or "**"] = None
    return name, given, node.lineno


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
            problems.append(Problem(rule="unexplained-code", place=place, message=message))
    return Extraction(facts=tuple(facts), problems=tuple(problems), counts={"endpoints": count})


def _attributes(one: Mapping[str, Attr]) -> dict[str, Attr]:
    attrs: dict[str, Attr] = {
        "access": "proxy-auth" if one.get("requires_proxy_auth") else "public",
        "handler": one["handler"],
    }
    if "timeout" in one:
        attrs["timeout"] = one["timeout"]
    return attrs
