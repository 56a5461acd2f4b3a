"""Access of Hono's routes: which middleware covers what, roles, and what cannot be told."""

from __future__ import annotations

import pytest

from spec_audit.extractors.base import Extraction
from spec_audit.extractors.hono.paths import covers, full
from tests.extractors.test_hono import ENTRY, HEAD, extract

ACCESS = {"signedIn": "member", "keeperOnly": "keeper"}
START = "import { signedIn, keeperOnly } from './guards';\nconst app = new Hono();\n"
GUARDS = """
export const signedIn = async (c, next) => next();
export const keeperOnly = async (c, next) => next();
"""


def guarded(body: str, **more: str) -> Extraction:
    files = {ENTRY: HEAD + START + body + "export default app;\n", "src/guards.ts": GUARDS}
    return extract(
        {**files, **{f"src/{name}.ts": text for name, text in more.items()}},
        access=ACCESS,
        role_checks=["mustBe", "needs"],
    )


def access(extraction: Extraction) -> dict[str, object]:
    return {fact.key.partition(" ")[2]: fact.attrs["access"] for fact in extraction.facts}


def roles(extraction: Extraction) -> list[object]:
    return [fact.attrs.get("role") for fact in extraction.facts]


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("/*", "/", True),
        ("/api/*", "/api", True),
        ("/api/*", "/api/a/b", True),
        ("/api/*", "/apiary", False),
        ("/api/*", "/*", False),
        ("/api/:x", "/api/a", True),
        ("/api/a", "/api/:x", False),
        ("/api/:x{[0-9]+}", "/api/:y", False),
        ("/api/:x{[0-9]+}", "/api/:x{[0-9]+}", True),
        ("/api/*/log", "/api/:id/log", True),
        ("/api/:x", "/api/a/b", False),
        ("/api/:x", "/api/*", False),
        ("/api/:x/*", "/api/:x/*", True),
        ("/api/:x?", "/api", True),
        ("/api/:x", "/api/:x?", False),
        ("/api/*", "/api/:x?", True),
        ("/a/:p{x/y}", "/a/:p{x/y}", True),
    ],
)
def test_which_paths_a_pattern_covers(pattern: str, path: str, covered: bool) -> None:
    assert covers(pattern, path) is covered


@pytest.mark.parametrize(
    ("base", "path", "joined"),
    [
        ("/", "/", "/"),
        ("/", "/a", "/a"),
        ("/api", "/", "/api"),
        ("/api", "", "/api"),
        ("/api/", "/", "/api"),
        ("/api/", "/a", "/api/a"),
        ("/api", "a", "/api/a"),
        ("api", "a/", "/api/a/"),
        ("/", "*", "/*"),
    ],
)
def test_paths_join_as_hono_joins_them(base: str, path: str, joined: str) -> None:
    assert full(base, path) == joined


def test_a_middleware_covers_what_comes_after_it_under_its_path() -> None:
    found = guarded(
        "app.get('/early', h);\napp.get('/api/early', h);\napp.use('/api/*', signedIn);\n"
        "app.get('/api/late', h);\napp.get('/api', h);\napp.get('/other', h);\n"
    )
    assert access(found) == {
        "/early": "public",
        "/api/early": "public",
        "/api/late": "member",
        "/api": "member",
        "/other": "public",
    }


def test_a_mounted_routers_middleware_covers_its_prefix_from_then_on() -> None:
    found = guarded(
        "import { shed } from './shed';\nimport { tools } from './tools';\n"
        "app.use('/api/*', signedIn);\napp.get('/api/shed/before', h);\napp.route('/api/shed', shed);\n"
        "app.route('/api/shed/tools', tools);\napp.get('/api/yard', h);\n",
        shed=HEAD + "import { keeperOnly } from './guards';\nexport const shed = new Hono();\n"
        "shed.use(keeperOnly);\nshed.get('/', h);\n",
        tools=HEAD + "export const tools = new Hono();\ntools.get('/', h);\n",
    )
    assert access(found) == {
        "/api/shed/before": "member",
        "/api/shed": "keeper",
        "/api/shed/tools": "keeper",
        "/api/yard": "member",
    }
    assert found.facts[1].attrs["middleware"] == ["signedIn", "keeperOnly"]


def test_guards_that_stand_on_the_route_in_lists_and_under_other_names() -> None:
    found = guarded(
        "import { signedIn as known } from './guards';\nimport { every } from 'hono/combine';\n"
        "const both = [known, keeperOnly];\n"
        "app.get('/a', known, h);\napp.get('/b', ...both, h);\napp.get('/c', every(known, keeperOnly), h);\n"
        "app.all('/d/*', keeperOnly);\napp.get('/d/x', h);\napp.post('/e/*', keeperOnly);\n"
        "app.get('/e/x', h);\nimport * as all from './all';\napp.get('/f', all.signedIn, h);\n",
        all="export { default as signedIn } from './deep';\n",
        deep="export default async (c, next) => next();\n",
    )
    assert access(found) == {
        "/a": "member",
        "/b": "keeper",
        "/c": "keeper",
        "/d/x": "keeper",
        "/e/x": "public",
        "/f": "member",
    }


def test_a_guard_that_is_only_called_sometimes_is_conditional() -> None:
    found = guarded(
        "import { some } from 'hono/combine';\nimport { maybe } from './maybe';\n"
        "app.use('/a/*', async (c, next) => {\n  if (c.req.query('k')) return next();\n"
        "  return signedIn(c, next);\n});\n"
        "app.use('/b/*', maybe);\napp.use('/c/*', some(keeperOnly, free));\n"
        "app.get('/a/x', h);\napp.get('/b/x', h);\napp.get('/c/x', h);\napp.get('/a/y', signedIn, h);\n",
        maybe="import { signedIn } from './guards';\nexport async function maybe(c, next) {\n"
        "  if (c.req.query('k')) return next();\n  return signedIn(c, next);\n}\n",
    )
    assert access(found) == {"/a/x": "member", "/b/x": "member", "/c/x": "keeper", "/a/y": "member"}
    assert [fact.attrs.get("conditional") for fact in found.facts] == [True, True, True, None]
    assert [one for one in found.problems if not one.setting] == []


def test_a_guard_of_a_package_is_known_by_its_own_name() -> None:
    found = guarded("import * as kit from 'guard-kit';\napp.get('/a', kit.signedIn, h);\n")
    assert access(found) == {"/a": "member"}


def test_a_word_in_a_longer_text_is_no_role() -> None:
    found = guarded("app.get('/a', (c) => needs(`SELECT allow('owner')`));\n")
    assert roles(found) == [None]


def test_roles_from_the_handler_and_from_one_call_further() -> None:
    found = guarded(
        "import * as store from './store';\nimport { needs } from './store';\n"
        "app.get('/direct', async (c) => {\n  await store.mustBe<Row>(c.env.DB, c.id, 'reader');\n});\n"
        "app.get('/service', async (c) => c.json(await store.load<Row>(c.env.DB, c.id)));\n"
        "app.get('/named', show);\napp.get('/none', (c) => c.text(c.get('reader')));\n"
        "app.get('/mw', needs('rows', 'owner'), h);\n"
        "app.get('/two', async (c) => {\n  await mustBe(c, 'owner');\n  await mustBe(c, 'reader');\n});\n"
        "async function show(c) {\n  await mustBe(c.env.DB, 'writer');\n}\n",
        store="export * from './store-rows';\n",
        **{
            "store-rows": "export async function load(db, id) {\n  await mustBe(db, id, 'writer');\n}\n"
            "export function mustBe(db, id, role) {}\nexport const needs = (role) => role;\n"
        },
    )
    assert roles(found) == ["reader", "writer", "writer", None, "owner", "owner, reader"]


def test_middlewares_that_give_no_access_are_counted_by_name() -> None:
    found = guarded("app.get('/a', signedIn, log, () => 1);\napp.get('/b', newGuard('x'), () => 1);\n")
    told = [name for name in found.counts if name.startswith("middlewares without")]
    assert told == ["middlewares without access: log, newGuard"]
    assert [name for name in guarded("app.get('/a', signedIn, h);\n").counts if "without" in name] == []


def test_names_in_the_options_that_nothing_bears_are_told() -> None:
    found = guarded("app.get('/a', signedIn, (c) => mustBe(c, 'owner'));\n")
    assert [one.setting for one in found.problems] == [
        ("options", "access", "keeperOnly"),
        ("options", "role_checks", 1),
    ]


def test_validators_show() -> None:
    found = guarded(
        "import { zValidator } from '@hono/zod-validator';\n"
        "import { validator as v } from 'hono/validator';\n"
        "app.post('/a', zValidator('json', schema), h);\napp.post('/b', v('json', check), h);\n"
        "app.post('/c', signedIn, h);\n"
    )
    assert [fact.attrs["validated"] for fact in found.facts] == [True, True, False]


def test_the_strongest_access_is_the_last_configured() -> None:
    found = guarded("app.use(keeperOnly);\napp.use(signedIn);\napp.get('/a', h);\n")
    assert access(found) == {"/a": "keeper"}


def test_a_middleware_before_the_whole_application_changes_no_route() -> None:
    routes = "app.get('/a/x', h);\napp.get('/b/x', signedIn, h);\n"
    plain = {fact.key: fact for fact in guarded(routes).facts}
    for path in ("'*'", "'/*'"):
        found = guarded(f"app.use({path}, brake);\n{routes}")
        assert {fact.key: fact.digest for fact in found.facts} == {
            key: one.digest for key, one in plain.items()
        }
        assert [fact.attrs["middleware"] for fact in found.facts] == [["brake"], ["brake", "signedIn"]]
    guard = {fact.key: fact.digest for fact in guarded(f"app.use('*', signedIn);\n{routes}").facts}
    assert [key for key, digest in guard.items() if digest != plain[key].digest] == [next(iter(plain))]


def test_a_middleware_of_a_part_changes_the_routes_of_the_part() -> None:
    routes = "app.get('/a/x', h);\napp.get('/b/x', h);\n"
    plain = [fact.digest for fact in guarded(routes).facts]
    found = [fact.digest for fact in guarded(f"app.use('/a/*', brake);\n{routes}").facts]
    assert [one == other for one, other in zip(plain, found, strict=True)] == [False, True]
    found = [fact.digest for fact in guarded(routes.replace("'/b/x', h", "'/b/x', brake, h")).facts]
    assert [one == other for one, other in zip(plain, found, strict=True)] == [True, False]


def test_a_described_route_has_the_middleware_and_the_checks_of_its_description() -> None:
    found = guarded("""
const open = createRoute({ method: 'get', path: '/open' });
app.openapi(open, h, failed);
app.openapi(createRoute({ method: 'put', path: '/shut', middleware: [signedIn] as const, request: {} }), h);
app.openapi(createRoute({ method: 'post', path: '/keep', middleware: keeperOnly }), h);
""")
    assert access(found) == {"/open": "public", "/shut": "member", "/keep": "keeper"}
    assert [fact.attrs["handler"] for fact in found.facts] == ["h", "h", "h"]
    assert [fact.attrs["validated"] for fact in found.facts] == [False, True, False]


def test_what_files_add_to_an_imported_application_comes_in_the_order_of_their_imports() -> None:
    found = extract(
        {
            ENTRY: HEAD + "const app = new Hono();\nexport default app;\n",
            "src/main.ts": "import app from './index';\nimport './open';\nimport './watch';\n"
            "import './api';\n",
            "src/api.ts": "import app from './index';\napp.get('/in', h);\n",
            "src/open.ts": "import app from './index';\napp.get('/out', h);\n",
            "src/watch.ts": "import app from './index';\nimport { signedIn } from './guards';\n"
            "app.use('*', signedIn);\n",
            "src/guards.ts": GUARDS,
        },
        access=ACCESS,
    )
    assert access(found) == {"/out": "public", "/in": "member"}


@pytest.mark.parametrize(
    "handlers",
    [
        "const some = [signedIn, async (c) => 1];\napp.get('/a', ...some);\n",
        "const some = [async (c, next) => next(), signedIn];\napp.get('/a', ...some, (c) => 1);\n",
        "const some = make.createHandlers(signedIn, (c) => 1);\napp.get('/a', ...some);\n",
        "app.get('/a', ...make.createHandlers(signedIn, (c) => 1));\n",
    ],
)
def test_handlers_that_are_spread_are_taken_one_by_one(handlers: str) -> None:
    found = guarded(handlers)
    assert access(found) == {"/a": "member"}
    assert "falls_through" not in found.facts[0].attrs
