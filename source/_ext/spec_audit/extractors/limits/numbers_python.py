"""Numbers in Python, in the form that ``numbers`` describes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.languages.python_syntax import PythonTree, last_name, string_value, walk_python
from spec_audit.extractors.limits.arithmetic import python_arithmetic
from spec_audit.extractors.limits.numbers import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

_STATEMENTS = (ast.stmt, ast.Lambda)


def read_python(tree: PythonTree) -> dict[str, Any]:
    """Read the constants and the other numbers of one module."""
    arithmetic = python_arithmetic(_initializers(tree.module))
    constants: list[list[Any]] = []
    numbers: list[list[Any]] = []
    covered: set[int] = set()
    for visit in walk_python(tree.module):
        node = visit.node
        if id(node) in covered or not isinstance(node, ast.Constant | ast.BinOp | ast.UnaryOp | ast.Name):
            continue
        owner = visit.above[-1]
        name = _constant_name(owner)
        if isinstance(node, ast.Name) and (not name or isinstance(node.ctx, ast.Store)):
            continue
        value = arithmetic.value(node)
        if value is None:
            continue
        covered.update(id(inner) for inner in ast.walk(node))
        if name:
            constants.append([name, value, node.lineno, visit.symbol])
            continue
        if isinstance(owner, ast.BinOp) and not isinstance(owner.op, ast.Add | ast.Sub):
            continue
        anchors = _anchors(node, visit.above)
        if anchors and value not in (-1, 0, 1):
            numbers.append([value, node.lineno, visit.symbol, anchors])
    return {"constants": constants, "numbers": numbers}


def _initializers(module: ast.Module) -> Mapping[str, ast.expr | None]:
    known: dict[str, ast.expr | None] = {}
    for statement in module.body:
        name = _constant_name(statement)
        if name and isinstance(statement, ast.Assign | ast.AnnAssign):
            known[name] = None if name in known else statement.value
    return known


def _constant_name(node: ast.AST) -> str:
    """Name that a plain assignment gives; upper case says that it is meant to stay."""
    target = None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    return target.id if isinstance(target, ast.Name) and target.id.isupper() else ""


def _anchors(node: ast.AST, above: tuple[ast.AST, ...]) -> list[str]:
    anchors: list[str] = []
    child = node
    for parent in reversed(above):
        anchors.extend(one for one in _anchors_at(child, parent) if one)
        if isinstance(parent, _STATEMENTS):
            break
        child = parent
    return anchors[::-1]


def _anchors_at(child: ast.AST, parent: ast.AST) -> list[str]:
    if isinstance(parent, ast.keyword):
        return [f"{parent.arg} ="]
    if isinstance(parent, ast.Call):
        key = string_value(parent.args[0]) if parent.args and parent.args[0] is not child else None
        return [f"{last_name(parent.func)}({key if key is not None and KEY.fullmatch(key) else ''})"]
    if isinstance(parent, ast.Dict):
        return [
            f"{string_value(key)}:"
            for key, value in zip(parent.keys, parent.values, strict=True)
            if value is child
        ]
    if isinstance(parent, ast.arguments):
        return [f"{_parameter(parent, child)} ="]
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.AugAssign):
        target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target
        return [f"{last_name(target)} ="] if parent.value is child else []
    if isinstance(parent, ast.Return):
        return ["return"]
    if isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.Or) and parent.values[0] is not child:
        return [f"{last_name(parent.values[0])} ??"]
    if isinstance(parent, ast.Compare) and parent.left is not child:
        return [f"{last_name(parent.left)} {_SIGNS.get(type(parent.ops[0]), '')}"]
    return []


_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def _parameter(arguments: ast.arguments, default: ast.AST) -> str:
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(reversed(positional), reversed(arguments.defaults), strict=False)]
    pairs += [
        (arg, value) for arg, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
    ]
    return next((arg.arg for arg, value in pairs if value is default), "")
