"""Durable Objects: endpoints in every style, tables from their own SQL, and the keys that they keep."""

from __future__ import annotations

from functools import partial

import pytest

from spec_audit.extractors import durable_objects
from spec_audit.extractors.base import Extraction
from spec_audit.extractors.durable_objects.patterns import match_regex
from tests.extractors.trying import extract_with

FILE = "src/oven.ts"


extract = partial(extract_with, durable_objects)


def oven(body: str, rest: str = "", before: str = "") -> Extraction:
    """A Durable Object whose fetch has this body."""
    return extract(
        {
            FILE: f"{before}export class Oven extends DurableObject {{\n"
            f"  async fetch(request: Request): Promise<Response> {{\n    const url = new URL(request.url);\n"
            f"{body}\n  }}\n{rest}\n}}\n"
        }
    )


def endpoints(extraction: Extraction) -> dict[str, str]:
    """Each endpoint with its handler's method."""
    return {
        fact.key.removeprefix("endpoint:Oven:"): str(fact.attrs["handler"]).removeprefix("Oven.")
        for fact in extraction.facts
        if fact.kind == "endpoint"
    }


def messages(extraction: Extraction) -> list[str]:
    return [f"{problem.place.line} {problem.message}" for problem in extraction.problems]


METHODS = "\n".join(
    f"  private async {name}(...given: unknown[]) {{}}" for name in ("bake", "cool", "peek", "clean")
)


def test_a_switch_with_labels_that_share_a_body_and_blocks() -> None:
    found = oven(
        "    try {\n      switch (url.pathname) {\n        case '/bake':\n        case '/roast':\n"
        "          return this.bake(request);\n        case '/peek': {\n"
        "          const x = await this.peek(url);\n"
        "          return Response.json({ x });\n        }\n"
        "        default:\n          return new Response('no', { status: 404 });\n      }\n"
        "    } catch (e) {\n"
        "      return new Response('bad', { status: 500 });\n    }",
        METHODS,
    )
    assert endpoints(found) == {"* /bake": "bake", "* /roast": "bake", "* /peek": "fetch"}
    assert messages(found) == []
    peek = found.facts[2]
    assert (peek.line, peek.attrs["calls"]) == (9, ["Oven.peek"])


def test_conditions_on_path_and_method() -> None:
    found = oven(
        "    if (request.headers.get('Upgrade') === 'websocket') return this.peek(request);\n"
        "    if (url.pathname === '/bake' && request.method === 'POST') {\n"
        "      return this.bake(request);\n    }\n"
        "    if ('POST' === request.method && (url.pathname === '/a' || '/b' === url.pathname)) {\n"
        "      return this.cool();\n    } else if (url.pathname.startsWith('/files/')) {\n"
        "      return this.peek();\n"
        "    }\n    if (['/x', '/y'].includes(url.pathname)) return this.clean();\n"
        "    return new Response('no', { status: 404 });",
        METHODS,
    )
    assert endpoints(found) == {
        "POST /bake": "bake",
        "POST /a": "cool",
        "POST /b": "cool",
        "* /files/*": "peek",
        "* /x": "clean",
        "* /y": "clean",
    }
    assert [fact.attrs["match"] for fact in found.facts] == ["exact"] * 3 + ["prefix"] + ["exact"] * 2


def test_methods_inside_of_a_path() -> None:
    found = oven(
        "    switch (url.pathname) {\n      case '/tray':\n        switch (request.method) {\n"
        "          case 'GET': return this.peek();\n          case 'PUT':\n"
        "          case 'POST': return this.bake();\n"
        "          default: return new Response('no', { status: 405 });\n        }\n"
        "      case '/rack': {\n        if (request.method === 'GET') return this.peek();\n"
        "        if (request.method === 'DELETE') { return this.clean(); }\n"
        "        return new Response('no', { status: 405 });\n      }\n"
        "      case '/door': {\n        if (request.method === 'GET') return this.peek();\n"
        "        return this.cool();\n      }\n"
        "      case '/knob':\n"
        "        if (request.method !== 'POST') return new Response('no', { status: 405 });\n"
        "        return this.bake();\n"
        "      case '/lamp': {\n        let color;\n        if (request.method === 'POST') {\n"
        "          color = await request.json();\n        }\n        return this.cool(color);\n      }\n"
        "      case '/gone': return new Response('gone', { status: 410 });\n    }",
        METHODS,
    )
    assert endpoints(found) == {
        "GET /tray": "peek",
        "PUT /tray": "bake",
        "POST /tray": "bake",
        "GET /rack": "peek",
        "DELETE /rack": "clean",
        "GET /door": "peek",
        "* /door": "cool",
        "POST /knob": "bake",
        "* /lamp": "cool",
        "* /gone": "fetch",
    }
    assert messages(found) == []


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ("if (request.method !== 'POST') return new Response('', { status: 405 });", {"POST /a": "bake"}),
        ("if (!(request.method === 'PUT')) throw new Error();", {"PUT /a": "bake"}),
        ("if (request.method !== 'PUT') { if (x) { return no(); } else return bad(); }", {"PUT /a": "bake"}),
        (
            (
                "if (url.pathname !== '/only' || request.method !== 'GET') {\n"
                "  return new Response('', { status: 404 });\n}"
                "\n    return this.peek();"
            ),
            {"GET /only": "peek"},
        ),
        (
            "if (request.method !== 'GET' && request.method !== 'PUT') return x;",
            {"GET /a": "bake", "PUT /a": "bake"},
        ),
    ],
)
def test_guards_narrow_what_follows(guard: str, expected: dict[str, str]) -> None:
    found = oven(f"    {guard}\n    if (url.pathname === '/a') return this.bake();", METHODS)
    assert {**endpoints(found), **expected} == endpoints(found)
    assert messages(found) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("const { pathname } = url; if (pathname === '/a') return this.bake();", ["* /a"]),
        ("const { pathname: p, } = new URL(request.url); if (p === '/a') return this.bake();", ["* /a"]),
        (
            "const { method } = request; if (method === 'GET' && url.pathname == '/a') return this.bake();",
            ["GET /a"],
        ),
        ("const path = url.pathname as string; switch (path) { case A: return this.bake(); }", ["* /alpha"]),
        ("switch (`${request.method} ${url.pathname}`) { case 'GET /a': return this.bake(); }", ["GET /a"]),
        (
            "return url.pathname === '/a' ? this.bake() : url.pathname === '/b' ? this.cool() : no();",
            ["* /a", "* /b"],
        ),
        ("if (/^\\/(on|off)$/.test(url.pathname)) return this.bake();", ["* /on", "* /off"]),
        ("if (url.pathname.match(/^\\/tray\\/(\\w+)\\/?$/)) return this.bake();", ["* /tray/*"]),
        ("if (url.pathname.endsWith('/log')) return this.bake();", ["* */log"]),
        (
            "const h = { '/a': () => this.bake(), '/b': this.cool }; return h[url.pathname]();",
            ["* /a", "* /b"],
        ),
        (
            "return trace(request, async (span) => { if (url.pathname === '/a') return this.bake(); });",
            ["* /a"],
        ),
        ("if (url.pathname === '/a') this.bake();", ["* /a"]),
        ("if (url.pathname === '/a') return reply;", ["* /a"]),
        ("if (ready() && n > 3 && url.pathname === '/a') return this.bake();", ["* /a"]),
        ("if (['x'].includes(mode) && url.pathname === '/a') return this.bake();", ["* /a"]),
        ("if (this.ready) { if (url.pathname === '/a') return this.bake(); }", ["* /a"]),
        (
            "if (['GET', 'PUT'].includes(request.method) && url.pathname === '/a') return this.bake();",
            ["GET /a", "PUT /a"],
        ),
        (
            "const verb = request.method; if (url.pathname === '/a') return verb === 'GET' ? x() : y();",
            ["GET /a", "* /a"],
        ),
        ("return { '/a': this.bake, '/b': this.cool }[url.pathname]();", ["* /a", "* /b"]),
        ("if (url.pathname === '/a') return x(); if (url.pathname === '/a') return y();", ["* /a"]),
        ("for (const x of y) { if (url.pathname === `/a/${A}`) return this.bake(); }", ["* /a//alpha"]),
    ],
)
def test_styles(body: str, expected: list[str]) -> None:
    found = oven(f"    {body}", METHODS, before="const A = '/alpha';\n")
    assert list(endpoints(found)) == expected
    assert messages(found) == []


def test_private_methods_that_go_on_deciding() -> None:
    found = oven(
        "    if (url.pathname.startsWith('/v1')) return this.route(request, url.pathname);\n"
        "    return this.rest(request);",
        METHODS
        + "\n  route(request: Request, where: string) {\n    switch (where) {\n"
        + "      case '/v1/a': return this.bake();\n    }\n  }\n"
        + "  async rest(req: Request) { return wrap(() => this.dispatch(req)); }\n"
        + "  async dispatch(req: Request) {\n    const u = new URL(req.url);\n"
        + "    if (u.pathname === '/z' && req.method === 'GET') return this.peek(u.pathname.slice(1));\n"
        + "    return new Response('', { status: 404 });\n  }\n",
    )
    assert endpoints(found) == {"* /v1/a": "bake", "GET /z": "peek"}
    assert messages(found) == []


def test_methods_that_are_handed_the_path_and_the_method() -> None:
    found = oven(
        "    return this.route(url.pathname, request.method);",
        METHODS + "\n  route(where, verb) { if (where === '/a' && verb === 'PUT') return this.bake(); }\n",
    )
    assert endpoints(found) == {"PUT /a": "bake"}


def test_methods_that_hand_the_request_around_in_a_circle_end() -> None:
    found = oven("    return this.again(request);", "  again(request) { return this.again(request); }\n")
    assert endpoints(found) == {"* *": "again"}


@pytest.mark.parametrize(
    "body",
    [
        "if (url.pathname === load()) return this.bake();",
        "if (url.pathname.split('/')[1] === 'a') return this.bake();",
        "const parts = url.pathname.split('/'); switch (parts[1]) { case 'a': return this.bake(); }",
        "const [, head] = url.pathname.split('/'); if (head === 'a') return this.bake();",
        "return this.handlers.get(url.pathname)(request);",
        "return TABLE[url.pathname]();",
        "if (new RegExp(x).test(url.pathname)) return this.bake();",
        "if (/^\\/a+$/.test(url.pathname)) return this.bake();",
        "switch (url.pathname.toLowerCase()) { case '/a': return this.bake(); }",
        "switch (url.pathname) { case pick(): return this.bake(); }",
        "switch (`${request.method} ${url.pathname}`) { case 'GET': return this.bake(); }",
        "while (url.pathname === '/a') await this.bake();",
    ],
)
def test_a_decision_that_cannot_be_read_is_named(body: str) -> None:
    found = oven(f"    {body}", METHODS)
    assert messages(found) == ["4 what 'Oven' decides by the path here cannot be read"]


def test_a_constant_that_is_none_is_named() -> None:
    found = oven("    if (url.pathname === ELSEWHERE) return this.bake();", METHODS)
    assert messages(found) == ["4 'Oven' compares the path with what is not constant"]


def test_a_class_that_ignores_the_path_answers_any() -> None:
    found = oven("    return this.bake(request);", METHODS)
    assert endpoints(found) == {"* *": "bake"}
    assert found.facts[0].attrs["match"] == "any"


def test_which_classes_are_durable_objects() -> None:
    text = (
        "class A implements DurableObject {\n"
        "  fetch(r) { if (new URL(r.url).pathname === '/a') return x(); } }\n"
        "class B { constructor(ctx: DurableObjectState) {}\n"
        "  fetch = async (r: Request) => { if (new URL(r.url).pathname === '/b') return x(); } }\n"
        "class C { fetch(r) { if (new URL(r.url).pathname === '/c') return x(); } }\n"
        "export default class extends DurableObject { fetch(r) {} }\n"
        "class D { fetch(r) { if (new URL(r.url).pathname === '/d') return x(); } }\n"
    )
    assert [fact.key for fact in extract({FILE: text}).facts] == ["endpoint:A:* /a", "endpoint:B:* /b"]
    assert "endpoint:D:* /d" in [fact.key for fact in extract({FILE: text}, classes=["D"]).facts]


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        (r"^\/a$", ["/a"]),
        (r"^\/a\/", ["/a/*"]),
        (r"\/ws$", ["*/ws"]),
        (r"^\/x\/([^/]+)\/log$", ["/x/*/log"]),
        (r"^\/x\/(?<id>\w+)$", ["/x/*"]),
        (r"^\/(a|b)\/(c|d)$", ["/a/c", "/a/d", "/b/c", "/b/d"]),
        (r"^\/a(\/b)?$", ["/a/b", "/a"]),
        (r"^\/a(\/b)*$", ["/a*"]),
        (r"^\/v\d+\.json$", ["/v*.json"]),
        (r"^\/a|\/b$", []),
        (r"^\/a+$", []),
        (r"^\/((a|b)c)$", ["/ac", "/bc"]),
    ],
)
def test_regular_expressions_as_paths(pattern: str, paths: list[str]) -> None:
    assert [match.parts[0] for match in match_regex(pattern)] == paths


@pytest.mark.parametrize(
    "said", ["this.ctx.storage.sql.exec(makeSchema())", "this.sql.exec<Row>(columns.map(name).join())"]
)
def test_sql_that_a_function_makes_is_named(said: str) -> None:
    extraction = extract(
        {FILE: f"export class Oven extends DurableObject {{\n  light() {{\n    {said};\n  }}\n}}\n"}
    )
    assert messages(extraction) == ["3 'Oven' runs SQL here that a function makes"]
