"""Uses of environment variables in Python, shell scripts, container files and a worker's settings.

The records are those of ``readers``. For the shell, a variable counts as read
only where no assignment of the script stands before it; it is set where it is exported or
given to one command.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from spec_audit.extractors.environment.interfaces import NAME
from spec_audit.extractors.environment.readers import MODAL
from spec_audit.extractors.languages.container_files import container_instructions
from spec_audit.extractors.languages.python_syntax import (
    PythonTree,
    Visit,
    last_name,
    string_value,
    walk_python,
)
from spec_audit.extractors.languages.settings_syntax import line_matching, scopes_of
from spec_audit.extractors.languages.typescript.syntax import line_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

SHELL_OWN = frozenset(
    {
        "RANDOM",
        "LINENO",
        "SECONDS",
        "FUNCNAME",
        "PIPESTATUS",
        "OPTARG",
        "OPTIND",
        "REPLY",
        "IFS",
        "EUID",
        "UID",
        "PPID",
    }
    | {"OLDPWD", "PWD", "SHLVL", "HOSTNAME", "BASHPID", "_"}
)
"""Variables that a shell gives itself."""

BINDING_TYPES = {
    "d1_databases": "D1Database",
    "r2_buckets": "R2Bucket",
    "kv_namespaces": "KVNamespace",
    "services": "Fetcher",
    "analytics_engine_datasets": "AnalyticsEngineDataset",
    "hyperdrive": "Hyperdrive",
    "vectorize": "VectorizeIndex",
    "secrets_store_secrets": "SecretsStoreSecret",
    "workflows": "Workflow",
    "ai": "Ai",
    "assets": "Fetcher",
    "browser": "Fetcher",
    "images": "ImagesBinding",
    "version_metadata": "WorkerVersionMetadata",
    "dispatch_namespaces": "DispatchNamespace",
    "send_email": "SendEmail",
    "ratelimits": "RateLimit",
}
"""Type that a binding of each table of a worker's settings has in the worker's code."""

_BY_NAME = frozenset({"send_email", "ratelimits"})
"""Tables that call their binding ``name``."""

_NAMED = r"^\s*(?:\"?{0}\"?\s*[=:]|\w+\s*=\s*[\"']{0}[\"'])|[\"']{0}[\"']"
"""A name as a key, as the value of a key, or at least in quotes."""

_DOCKER_FIRST = re.compile(r"^\s*(?:FROM|ARG)\s+\S", re.MULTILINE)
_DOCKER_ENV = re.compile(r"ENV\s+(.*)", re.IGNORECASE | re.DOTALL)
_DOCKER_PAIR = re.compile(r"([A-Za-z_]\w*)=(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?:[^\s\\]|\\.)*)", re.DOTALL)


def read_python(tree: PythonTree) -> list[list[Any]]:
    """List the records of one module. ``call`` records name the function that is given a name."""
    found: list[list[Any]] = []
    for visit in walk_python(tree.module):
        for form, base, name, line in _python_uses(visit):
            found.append([form, base, name, line, visit.symbol])
    return found


def _python_uses(visit: Visit) -> Iterator[tuple[str, str, str, int]]:
    node = visit.node
    if isinstance(node, ast.Call):
        yield from _given(node)
    elif isinstance(node, ast.Subscript):
        name, base = string_value(node.slice), _object_of(node)
        if name is not None and NAME.fullmatch(name):
            yield ("set" if isinstance(node.ctx, ast.Store) else "get"), base, name, node.lineno
        elif isinstance(node.slice, ast.Name) and base == "os.environ":
            yield "index-get", base, node.slice.id, node.lineno
    elif isinstance(node, ast.Dict):
        owner = _owner_of(visit)
        for key in node.keys:
            name = string_value(key)
            if key is not None and owner and name is not None and NAME.fullmatch(name):
                yield "put", owner, name, key.lineno


def _given(call: ast.Call) -> Iterator[tuple[str, str, str, int]]:
    """Read the names that a call is given: its first one, and the keys that a secret of Modal's must have."""
    for keyword in call.keywords:
        if keyword.arg == "required_keys" and isinstance(keyword.value, ast.List | ast.Tuple):
            for one in keyword.value.elts:
                yield "put", MODAL, string_value(one) or "", one.lineno
    for argument in call.args:
        name = string_value(argument)
        if name is not None and NAME.fullmatch(name):
            yield _called(call.func), _object_of(call.func), name, call.lineno
            return


def _called(function: ast.expr) -> str:
    """Form of a call whose first argument is a variable's name."""
    name, base = last_name(function), _object_of(function)
    if base == "os.environ":
        return "set" if name in ("setdefault", "__setitem__") else "get"
    if name in ("getenv", "putenv"):
        return "get" if name == "getenv" else "set"
    return f"call {name}"


def _object_of(node: ast.expr) -> str:
    """Name of what a subscript or a method call is made on; ``os.environ`` by its full name."""
    inner = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
    name = last_name(inner)
    return "os.environ" if name in ("environ", "getenv") or last_name(node) == "getenv" else name


def _owner_of(visit: Visit) -> str:
    """Name of the variable, keyword or call that a dictionary belongs to."""
    above = [*visit.above]
    child: ast.AST = visit.node
    while above:
        parent = above.pop()
        if isinstance(parent, ast.Assign):
            return last_name(parent.targets[0])
        if isinstance(parent, ast.AnnAssign):
            return last_name(parent.target)
        if isinstance(parent, ast.keyword):
            return parent.arg or ""
        if isinstance(parent, ast.Call):
            return _receiver_of(parent.func)
        if isinstance(parent, ast.Dict):
            return next(
                (
                    string_value(k) or ""
                    for k, v in zip(parent.keys, parent.values, strict=True)
                    if v is child
                ),
                "",
            )
        if isinstance(parent, ast.Return):
            return visit.symbol.rpartition(".")[2]
        if not isinstance(parent, ast.BinOp | ast.IfExp | ast.BoolOp | ast.Starred):
            return ""
        child = parent
    return ""


def _receiver_of(function: ast.expr) -> str:
    """Name what a dictionary goes to that a function is given."""
    name, holder = last_name(function), last_name(getattr(function, "value", None))
    if name == "from_dict" and holder == "Secret":
        return MODAL
    return holder if name == "update" and isinstance(function, ast.Attribute) else name


def read_bash(nodes: Mapping[str, list[Node]]) -> list[list[Any]]:
    """List the records of one script."""
    assigned: dict[str, int] = {}
    found: list[tuple[int, list[Any]]] = []
    for node in nodes["assignment"]:
        name = text_of(node.child_by_field_name("name"))
        if _is_handed_on(node):
            if NAME.fullmatch(name):
                found.append((node.start_byte, ["set", "shell", name, line_of(node), ""]))
            if node.parent is not None and node.parent.type == "command":
                continue
        _note(assigned, name, node.end_byte)
    for node in nodes["loop"]:
        _note(assigned, text_of(node), node.end_byte)
    reading = [node for node in nodes["command"] if text_of(node.child_by_field_name("name")) == "read"]
    for node in reading:
        for word in node.children_by_field_name("argument"):
            _note(assigned, text_of(word), node.end_byte)
    for node in nodes["expansion"]:
        name = next((text_of(child) for child in node.named_children if child.type == "variable_name"), "")
        is_own = name in SHELL_OWN or name.startswith("BASH")
        if NAME.fullmatch(name) and not is_own and assigned.get(name, node.start_byte + 1) > node.start_byte:
            found.append((node.start_byte, ["get", "shell", name, line_of(node), ""]))
    return [record for _, record in sorted(found, key=lambda one: one[0])]


def _note(assigned: dict[str, int], name: str, at: int) -> None:
    assigned[name] = min(assigned.get(name, at), at)


def _is_handed_on(assignment: Node) -> bool:
    """Whether other programs see the variable: it is exported, or stands before a command."""
    parent = assignment.parent
    if parent is None:
        return False
    if parent.type == "declaration_command":
        return text_of(parent.children[0]) == "export" or "-x" in [text_of(one) for one in parent.children]
    return parent.type == "command"


def read_container_file(text: str) -> list[list[Any]]:
    """List what ``ENV`` sets in a container file; nothing when the text is none."""
    if not _DOCKER_FIRST.search(text):
        return []
    return [["set", "ENV", name, line, ""] for line, name in _docker_variables(text)]


def _docker_variables(text: str) -> Iterator[tuple[int, str]]:
    for line, instruction in container_instructions(text):
        match = _DOCKER_ENV.fullmatch(instruction)
        if match is None:
            continue
        names = [pair[1] for pair in _DOCKER_PAIR.finditer(match[1])]
        first = match[1].split()[0] if match[1].split() else ""
        if first and "=" not in first:  # the older form, ENV NAME value
            names = [first]
        for name in names:
            yield line, name


def read_wrangler(settings: Mapping[str, Any], text: str) -> list[list[Any]]:
    """List the variables and bindings of a worker's settings, of all its environments.

    A ``binding`` record has the type, and for a Durable Object its class, at its end.
    """
    found: dict[str, list[Any]] = {}
    for scope in scopes_of(settings):
        for record in _wrangler_records(scope):
            line = line_matching(text, _NAMED.format(re.escape(record[2])))
            found.setdefault(record[2], [*record[:3], line, "", *record[3:]])
    return list(found.values())


def _wrangler_records(scope: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    variables = scope.get("vars", {})
    for name in variables if isinstance(variables, dict) else ():
        yield "binding", "vars", name, "", ""
    objects = scope.get("durable_objects", {})
    for one in _tables(objects.get("bindings") if isinstance(objects, dict) else None):
        yield (
            "binding",
            "durable_objects",
            str(one.get("name", "")),
            "DurableObjectNamespace",
            str(one.get("class_name", "")),
        )
    for table, value in scope.items():
        for one in [value] if isinstance(value, dict) else _tables(value):
            name = one.get("name" if table in _BY_NAME else "binding")
            if isinstance(name, str):
                kind = BINDING_TYPES.get(table, "")
                yield "binding", table, name, kind, str(one.get("class_name", ""))
    queues = scope.get("queues", {})
    for one in _tables(queues.get("producers") if isinstance(queues, dict) else None):
        yield "binding", "queues", str(one.get("binding", "")), "Queue", ""


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
