"""Images as layers in their order, from Python that builds them and from container files.

A layer is ``[line, kind, items]``, an item ``[thing, version, installer, line]``; a version
may hold names in braces that constants resolve. Constants are ``[name, value, line]``.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.images.packages import read_command, read_package
from spec_audit.extractors.languages.container_files import container_instructions
from spec_audit.extractors.languages.python_syntax import last_name, string_value

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFERENCE = re.compile(r"(?P<name>[^\s@]+?)(?::(?P<tag>[^:/@\s]+))?(?:@(?P<digest>\S+))?")
_BASES = ("from_registry", "from_dockerhub", "from_gcp_artifact_registry", "from_aws_ecr")
_SLIM = ("debian_slim", "micromamba")
_INSTALLS = {"apt_install": "apt", "pip_install": "pip", "uv_pip_install": "pip"}
_COPIES = ("add_local_dir", "add_local_file", "copy_local_dir", "copy_local_file")
_ADDING = frozenset({*_INSTALLS, *_COPIES, "run_commands"})
"""Methods that only images have, so that what has them is one."""
_VERSION = re.compile(r"(?:[A-Z][A-Z0-9]*_)*(?:VERSION|TAG|DIGEST|SHA)")
_FROM = re.compile(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_MARKER = re.compile(r"echo\s+['\"]?([A-Z][A-Z0-9_]*VERSION)=[\w.-]+['\"]?\s*")


def read_image_module(module: ast.Module) -> dict[str, Any]:
    """Read the constants of a module and the images that its chains of calls build, as one sequence."""
    constants = [
        [node.targets[0].id, node.value.value, node.lineno]
        for node in module.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and _VERSION.fullmatch(node.targets[0].id)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    used = sorted(
        {
            node.id
            for node in ast.walk(module)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
    )
    calls = sorted(_calls(module), key=lambda one: (one[1].func.end_lineno, one[1].func.end_col_offset))
    layers = [[_line_of_call(call), kind, list(_items(kind, call))] for kind, call in calls]
    found: dict[str, Any] = {"constants": constants, "layers": layers}
    if constants:
        found["used"] = [name for name in used if any(name == one[0] for one in constants)]
    imported = [
        name.name
        for node in module.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if _VERSION.fullmatch(name.name)
    ]
    if imported:
        found["imported"] = sorted(set(imported) & set(used))
    return {key: value for key, value in found.items() if value}


def _calls(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """List the calls of all chains that begin at an image's base, or that add to an image with a name."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and _method(node)]
    inner = {id(call.func.value) for call in calls if isinstance(call.func, ast.Attribute)}
    for outermost in (call for call in calls if id(call) not in inner):
        chain: list[tuple[str, ast.Call]] = []
        at: ast.AST = outermost
        while isinstance(at, ast.Call) and isinstance(at.func, ast.Attribute):
            chain.append((at.func.attr, at))
            at = at.func.value
        begins = chain[-1][0] in (*_BASES, *_SLIM) and last_name(at) == "Image"
        if begins or (isinstance(at, ast.Name) and any(kind in _ADDING for kind, _ in chain)):
            yield from chain


def _method(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute)


def _items(kind: str, call: ast.Call) -> Iterator[list[Any]]:
    arguments = [(text_with_names(argument), argument.lineno) for argument in _flat(call.args)]
    if kind in _BASES:
        for text, line in arguments[:1]:
            yield [*read_reference(text), "base", line]
    if kind in (*_BASES, *_SLIM):
        yield from _python_of(call)
    elif kind in _INSTALLS:
        for text, line in arguments:
            yield [*read_package(text, _INSTALLS[kind]), _INSTALLS[kind], line]
    elif kind == "run_commands":
        for text, line in arguments:
            yield from ([*one, line] for one in _commands(text))
    elif kind in _COPIES:
        targets = [string_value(one.value) or "" for one in call.keywords if one.arg == "remote_path"]
        for target in [*targets, *(text for text, _ in arguments[1:2])][:1]:
            yield [target, "", "copy", _line_of_call(call)]


def _python_of(call: ast.Call) -> Iterator[list[Any]]:
    for keyword in call.keywords:
        if keyword.arg in ("add_python", "python_version"):
            yield ["python", text_with_names(keyword.value), "base", keyword.value.lineno]


def _line_of_call(call: ast.Call) -> int:
    """Line of a call's own name: a chain's calls all begin where the chain does."""
    return call.func.end_lineno or call.lineno


def _commands(text: str) -> Iterator[tuple[str, str, str]]:
    marker = _MARKER.fullmatch(text)
    if marker:
        yield marker[1], "", "marker"
    yield from read_command(text)


def _flat(arguments: list[ast.expr]) -> Iterator[ast.expr]:
    for argument in arguments:
        if isinstance(argument, ast.List | ast.Tuple):
            yield from _flat(argument.elts)
        elif isinstance(argument, ast.Starred):
            yield from _flat([argument.value])
        else:
            yield argument


def text_with_names(node: ast.expr) -> str:
    """Text of a string whose interpolated names stay in braces."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_with_names(value) for value in node.values)
    if isinstance(node, ast.FormattedValue):
        return text_with_names(node.value)
    if isinstance(node, ast.Name | ast.Attribute):
        return f"{{{last_name(node)}}}"
    return string_value(node) or ""


def read_reference(reference: str) -> tuple[str, str]:
    """Split an image's name from its tag or digest."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return reference, ""
    return match["name"], match["digest"] or match["tag"] or ""


def read_container_layers(text: str) -> dict[str, Any]:
    """Read the layers of a container file; stages that build on each other count as one sequence."""
    layers: list[list[Any]] = []
    stages: set[str] = set()
    for line, instruction in container_instructions(text):
        word, _, rest = instruction.partition(" ")
        items: list[list[Any]] = []
        if word.upper() == "FROM":
            match = _FROM.match(instruction)
            if match and match[1] not in stages:
                items = [[*read_reference(match[1]), "base", line]]
            if match and match[2]:
                stages.add(match[2])
        elif word.upper() == "RUN":
            items = [[*one, line] for one in _commands(rest.strip())]
        elif word.upper() not in ("COPY", "ADD"):
            continue
        elif "--from" not in rest and rest.split() and rest.split()[-1].startswith("/"):
            items = [[rest.split()[-1], "", "copy", line]]
        layers.append([line, word.upper(), items])
    return {"layers": layers} if stages or any(items for _, _, items in layers) else {}
