"""The real tree's routes, endpoints and own tables against counts that use no syntax tree.

Regular expressions replay the mounts and the SQL. The tree is named by the environment variable
AGENT_OPS; without it nothing here is checked.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.extractors.real import ROOT, needs_code, take_facts

WORKER = "packages/worker/src"
GATEWAY = "packages/runner/src/gateway.ts"
LINES = re.MULTILINE
VERBS = "get|post|put|delete|patch|all"

pytestmark = needs_code


def facts(extractor: str, *files: str, **options: object) -> dict[str, dict[str, object]]:
    return {fact.key: dict(fact.attrs) for fact in take_facts(extractor, *files, **options)}


def text(path: str) -> str:
    return Path(ROOT, path).read_text()


def access_of(path: str) -> str:
    if path.startswith("/api/admin"):
        return "admin"
    return "authenticated" if path.startswith(("/api/", "/agent/")) else "public"


def test_routes_of_the_worker() -> None:
    entry = text(f"{WORKER}/index.ts")
    files = {
        name.strip(): module
        for names, module in re.findall(r"import \{([^}]*)\} from '\./(routes/[\w-]+)\.js'", entry)
        for name in names.split(",")
    }
    expected = {
        f"{verb.upper()} {path}" for verb, path in re.findall(rf"^app\.({VERBS})\('(.*?)'", entry, LINES)
    }
    for prefix, router in re.findall(r"^app\.route\('(.*?)', (\w+)\)", entry, LINES):
        for verb, path in re.findall(
            rf"^{router}\.({VERBS})\(\s*'(.*?)'", text(f"{WORKER}/{files[router]}.ts"), LINES
        ):
            expected.add(f"{verb.upper()} {prefix}{'' if path == '/' else path}")
    found = facts(
        "hono",
        f"{WORKER}/**.ts",
        service="worker",
        entry=f"{WORKER}/index.ts",
        access={"authMiddleware": "authenticated", "adminMiddleware": "admin"},
        role_checks=["assertSessionAccess"],
    )
    assert {f"route:worker:{one}" for one in expected} == set(found)
    for key, attrs in found.items():
        assert attrs["access"] == access_of(key.partition(" ")[2]), key
    code = "".join(path.read_text() for path in Path(ROOT, WORKER, "routes").glob("*.ts"))
    assert sum(attrs["validated"] is True for attrs in found.values()) == code.count("zValidator(")
    code += text(f"{WORKER}/services/sessions.ts")
    checks = re.findall(r"await \w+\.assertSessionAccess\([^)]*'(\w+)'\)", code)
    assert sorted(checks) == sorted(attrs["role"] for attrs in found.values() if "role" in attrs)


def test_routes_of_the_gateway() -> None:
    expected = re.findall(rf"^\s*app\.({VERBS})\(\"(.*?)\"", text(GATEWAY), LINES)
    found = facts(
        "hono", GATEWAY, service="gateway", entry=GATEWAY, access={"authMiddleware": "authenticated"}
    )
    assert {f"route:gateway:{verb.upper()} {path}" for verb, path in expected} == set(found)
    guarded = re.findall(r"^\s*app\.use\(\"(/\w+)/", text(GATEWAY), LINES)
    for key, attrs in found.items():
        is_guarded = key.partition(" ")[2].startswith(tuple(guarded))
        assert attrs["access"] == ("authenticated" if is_guarded else "public"), key


def test_endpoints_of_the_backend() -> None:
    expected = re.findall(r'fastapi_endpoint\(method="(\w+)", label="([\w-]+)"', text("backend/app.py"))
    assert {f"route:modal:{verb} /{label}" for verb, label in expected} == set(facts("modal", "backend/*.py"))


def objects() -> dict[str, dict[str, object]]:
    helpers = {"getStateValue": "state", "setStateValue": "state"}
    return facts("durable_objects", f"{WORKER}/durable-objects/*.ts", state_helpers=helpers)


def test_endpoints_of_the_durable_objects() -> None:
    expected = set()
    for path in Path(ROOT, WORKER, "durable-objects").glob("*.ts"):
        code = path.read_text()
        for name, body in re.findall(
            r"^export class (\w+).*?^  async fetch\((.*?)^  }$", code, LINES | re.DOTALL
        ):
            for label, equal, start in re.findall(
                r"case '(/.*?)'|pathname === '(.*?)'|pathname\.startsWith\('(.*?)'\)", body
            ):
                expected.add((name, label or equal or f"{start}*"))
    keys = [key.removeprefix("endpoint:") for key in objects() if key.startswith("endpoint:")]
    assert {(key.partition(":")[0], key.partition(" ")[2]) for key in keys} == expected
    assert len(keys) == len(expected)


def test_tables_of_the_durable_objects() -> None:
    code = text(f"{WORKER}/durable-objects/session-agent.ts")
    columns = {
        name: {line.split()[0] for line in body.strip().splitlines()}
        for name, body in re.findall(r"CREATE TABLE IF NOT EXISTS (\w+) \((.*?)\n  \);", code, re.DOTALL)
    }
    for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", code):
        columns[table].add(column)
    found = objects()
    tables = {key.rpartition(".")[2]: attrs for key, attrs in found.items() if "columns" in attrs}
    assert {
        name: {column["name"] for column in attrs["columns"]}  # type: ignore[attr-defined]
        for name, attrs in tables.items()
    } == columns
    keys = {key for key in tables["state"]["keys"] if "*" not in key}  # type: ignore[attr-defined]
    assert keys == set(re.findall(r"etStateValue\('(\w+)'", code))
    assert found["do-table:APIKeysDurableObject.storage"]["keys"] == ["credential:*"]
