"""Routes of a Hono application: mounts, paths, names and order."""

from __future__ import annotations

import time

import pytest

from spec_audit.extractors import hono
from spec_audit.extractors.base import Extraction
from tests.extractors.trying import extract_with

ENTRY = "src/index.ts"
HEAD = "import { Hono } from 'hono';\n"


def extract(files: dict[str, str | bytes], **options: object) -> Extraction:
    return extract_with(hono, files, **{"service": "shop", "entry": ENTRY, **options})


def routes(extraction: Extraction) -> list[str]:
    return [fact.key.removeprefix("route:shop:") for fact in extraction.facts]


def messages(extraction: Extraction) -> list[str]:
    return [f"{problem.place} {problem.message}" for problem in extraction.problems]


def one_file(body: str) -> Extraction:
    return extract({ENTRY: HEAD + body})


def test_mounts_give_full_paths_and_no_trailing_slash() -> None:
    found = extract(
        {
            ENTRY: HEAD
            + "import { plants as green } from './plants.js';\nimport seeds from './seeds';\n"
            + "const app = new Hono<{ Bindings: Env; Variables: Vars }>();\n"
            + "app.get('/', (c) => c.text('hi'));\n"
            + "app.route('/api/plants', green);\napp.route('/api', seeds);\nexport default app;\n",
            "src/plants.ts": HEAD
            + "export const plants = new Hono<{\n  Bindings: Env;\n}>();\n"
            + "plants.get('/', list);\nplants.get('/:id', one);\n",
            "src/seeds.ts": HEAD + "export default new Hono().post('/seeds/', add);\n",
        }
    )
    assert routes(found) == ["GET /", "GET /api/plants", "GET /api/plants/:id", "POST /api/seeds/"]
    assert messages(found) == []
    assert found.counts == {"routers": 3, "mounts": 2, "routes": 4, "middlewares": 0}
    plant = found.facts[2]
    assert (plant.path, plant.line) == ("src/plants.ts", 6)


def test_two_routers_share_a_prefix_and_one_is_mounted_twice() -> None:
    found = extract(
        {
            ENTRY: HEAD
            + "import { beds, paths } from './garden';\nconst app = new Hono();\n"
            + "app.route('/garden', beds);\napp.route('/garden', paths);\napp.route('/old', paths);\n"
            + "export default { fetch: app.fetch, scheduled: async () => {} };\n",
            "src/garden/index.ts": "export * from './beds';\nexport { walks as paths } from './walks';\n",
            "src/garden/beds.ts": HEAD + "export const beds = new Hono();\nbeds.get('/beds', a);\n",
            "src/garden/walks.ts": HEAD
            + "const w = new Hono();\nw.get('/walks', a);\nexport { w as walks };\n",
        }
    )
    assert routes(found) == ["GET /garden/beds", "GET /garden/walks", "GET /old/walks"]
    assert messages(found) == []


def test_nested_mounts_base_paths_and_chains() -> None:
    found = one_file(
        "const inner = new Hono().basePath('/v2').get('/a', () => 1).post(h2);\n"
        "const middle = new Hono();\nmiddle.route('/mid', inner);\n"
        "const app = new Hono().basePath('/shelf');\napp.route('/m', middle);\n"
        "const view = app.basePath('/view');\nview.delete('/x', h);\napp.put('/y', h).patch('/z', h);\n"
        "export default app;\n"
    )
    assert routes(found) == [
        "GET /shelf/m/mid/v2/a",
        "POST /shelf/m/mid/v2/a",
        "DELETE /shelf/view/x",
        "PUT /shelf/y",
        "PATCH /shelf/z",
    ]
    assert [fact.attrs["handler"] for fact in found.facts][:1] == ["inner.GET /a"]


def test_a_router_that_is_built_where_it_is_mounted() -> None:
    found = one_file(
        "const app = new Hono();\n"
        "app.route('/beds', new Hono().get('/x', h).route('/in', new Hono().put('/y', h)));\n"
        "app.get('/z', h);\napp.route('/empty', new Hono());\nexport default app;\n"
    )
    assert routes(found) == ["GET /beds/x", "PUT /beds/in/y", "GET /z"]
    assert messages(found) == []


def test_a_method_in_brackets_is_read_and_one_that_is_worked_out_is_told() -> None:
    found = one_file(
        "const app = new Hono();\nconst acts = { a: h };\napp['get']('/x', h);\n"
        "for (const verb of verbs) app[verb]('/y', h);\nacts[kind]('/z');\nexport default app;\n"
    )
    assert routes(found) == ["GET /x"]
    assert messages(found) == [f"{ENTRY}:5 which method of 'app' is called here is worked out"]


def test_a_call_without_a_path_or_a_handler_is_no_route() -> None:
    found = one_file("const app = new Hono();\napp.use();\napp.get();\napp.get('/a');\nexport default app;\n")
    assert routes(found) == messages(found) == []


def test_methods_and_paths_in_lists() -> None:
    found = one_file(
        "const VERBS = ['get', 'post'] as const;\nconst app = new Hono();\n"
        "app.on(VERBS, ['/a', '/b'], h);\napp.on('PURGE', '/cache', h);\napp.all('/any/*', h);\n"
        "app.mount('/legacy', other.fetch);\n"
    )
    assert routes(found) == [
        "GET /a",
        "POST /a",
        "GET /b",
        "POST /b",
        "PURGE /cache",
        "ALL /any/*",
        "ALL /legacy/*",
    ]


def test_paths_built_from_constants_of_other_files() -> None:
    found = extract(
        {
            ENTRY: HEAD
            + "import { ROOT, PATHS } from './paths';\nconst app = new Hono();\nconst ID = ':id';\n"
            + "app.get(`${ROOT}/x/${ID}`, h);\napp.get(PATHS.roses, h);\napp.get(ROOT + '/sum', h);\n"
            + "function more() {\n  const ID = ':name{[a-z]+}';\n  app.get(`/deep/${ID}`, h);\n}\n",
            "src/paths.ts": "export const ROOT = '/shop';\n"
            "export const PATHS = { roses: `${ROOT}/roses`, lilies: '/l' } as const;\n",
        }
    )
    assert routes(found) == ["GET /shop/x/:id", "GET /shop/roses", "GET /shop/sum", "GET /deep/:name{[a-z]+}"]
    assert messages(found) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("for (const p of list()) app.get(p, h);", "the path of '.get(...)' is not a constant text"),
        ("app.get(`/x/${load()}`, h);", "the path of '.get(...)' is not a constant text"),
        ("let p = '/x'; app.get(p, h);", "the path of '.get(...)' is not a constant text"),
        ("app.route('/x');", "'app.route(...)' has no constant path"),
        ("app.on(verbs(), '/x', h);", "the methods or paths of '.on(...)' are not constant"),
        ("app.route(prefix(), new Hono());", "'app.route(...)' has no constant path"),
        ("app.route('/x', pick());", "what is mounted at '/x' cannot be followed to a router"),
        ("app.route('/x', on ? a : b);", "what is mounted at '/x' cannot be followed to a router"),
        ("app.use('/x', on && guard);", "a middleware cannot be read"),
        ("app.use(on && guard);", "the path of '.use(...)' is not a constant text"),
        ("app.openapi(route(), h);", "the route of '.openapi(...)' is not a constant"),
        ("app.basePath(env.BASE).get('/x', h);", "a base path is not a constant text"),
    ],
)
def test_what_is_not_constant_is_named_with_its_line(line: str, message: str) -> None:
    found = one_file(f"const app = new Hono();\napp.get('/ok', h);\n{line}\nexport default app;\n")
    assert f"{ENTRY}:4 {message}" in messages(found)
    assert routes(found)[0] == "GET /ok"


def test_routers_that_nobody_mounts_are_named() -> None:
    found = one_file(
        "const app = new Hono();\napp.get('/a', h);\nconst lost = new Hono();\nlost.get('/b', h);\n"
        "class Shed {\n  private app = new Hono();\n}\n"
        "export function add(app: Hono) {\n  app.get('/c', h);\n}\nexport default app;\n"
    )
    assert routes(found) == ["GET /a"]
    assert messages(found) == [
        f"{ENTRY}:4 the router 'lost' is never mounted under the application of {ENTRY}",
        f"{ENTRY}:7 a router without a name is never mounted under the application of {ENTRY}",
        f"{ENTRY}:10 the router 'app' is never mounted under the application of {ENTRY}",
    ]


def test_a_mount_inside_itself_ends() -> None:
    found = one_file(
        "const a = new Hono();\nconst b = new Hono();\nb.route('/a', a);\na.route('/b', b);\n"
        "export default a;\n"
    )
    assert messages(found) == [f"{ENTRY}:2 the router 'a' is mounted inside itself"]


def test_factories_and_functions_that_are_handed_a_router() -> None:
    found = extract(
        {
            ENTRY: HEAD
            + "import { makeTools, addHealth } from './parts';\nimport { base } from './base';\n"
            + "const app = base();\napp.route('/tools', makeTools({ fast: true }));\naddHealth(1, app);\n"
            + "serve(app);\nexport default app;\n",
            "src/parts.ts": HEAD
            + "export function makeTools(options: Options) {\n  const tools = new Hono();\n"
            + "  tools.get('/hammer', h);\n  return tools;\n}\n"
            + "export const addHealth = (level: number, app: Hono<Env>) => {\n  app.get('/health', h);\n};\n",
            "src/base.ts": HEAD + "export const base = () => new Hono().get('/base', h);\n",
        }
    )
    assert routes(found) == ["GET /base", "GET /tools/hammer", "GET /health"]
    assert messages(found) == []


def test_an_application_that_another_file_makes_and_nobody_exports() -> None:
    found = extract(
        {
            ENTRY: "import { base } from './base';\nconst app = base();\napp.get('/own', h);\nserve(app);\n",
            "src/base.ts": HEAD + "export const base = () => new Hono().get('/base', h);\n",
        }
    )
    assert routes(found) == ["GET /base", "GET /own"]


def test_an_application_that_other_files_and_functions_add_to() -> None:
    found = extract(
        {
            ENTRY: HEAD + "export const app = new Hono();\napp.get('/first', h);\n"
            "export function start(port: number) {\n  app.post('/inside', h);\n}\n",
            "src/more.ts": "import { app } from './index';\napp.get('/more', h);\n",
        }
    )
    assert routes(found) == ["GET /first", "POST /inside", "GET /more"]


def test_routers_in_an_object_and_routers_of_packages() -> None:
    found = one_file(
        "import { far } from 'far-away';\nconst sub = new Hono().get('/in', h);\nconst parts = { sub };\n"
        "const app = new Hono();\napp.route('/s', parts.sub);\nfar.get('/out', h);\nexport default app;\n"
    )
    assert routes(found) == ["GET /s/in"]
    assert messages(found) == []


def test_names_are_those_of_their_scope() -> None:
    found = one_file(
        "const app = new Hono();\napp.get('/mine', h);\n"
        "function other() {\n  const app = express();\n  app.get('/theirs', h);\n}\n"
        "const cache = new Map();\ncache.get('/neither');\n"
        "items.forEach((app) => app.get('/nor/this'));\nexport default app;\n"
    )
    assert routes(found) == ["GET /mine"]
    assert messages(found) == []


def test_what_is_added_after_the_mount_is_never_served() -> None:
    found = one_file(
        "const app = new Hono();\nconst sub = new Hono();\nsub.get('/in', h);\napp.route('/s', sub);\n"
        "sub.get('/late', h);\nexport default app;\n"
    )
    assert routes(found) == ["GET /s/in"]
    assert messages(found) == [f"{ENTRY}:6 added after 'sub' was mounted on line 5: Hono never serves it"]


def test_other_names_of_the_class() -> None:
    found = extract(
        {
            ENTRY: "import { Hono as App } from 'hono/quick';\n"
            "import { OpenAPIHono } from '@hono/zod-openapi';\n"
            "const app = new App();\nconst docs = new OpenAPIHono();\n"
            "const route = createRoute({ method: 'get', path: '/pets/{id}' });\n"
            "docs.openapi(route, h);\napp.route('/d', docs);\nexport default app;\n",
            "src/other.ts": "import { Hono } from './not-that-one';\nconst x = new Hono();\n"
            "x.get('/no', h);\n",
        }
    )
    assert routes(found) == ["GET /d/pets/:id"]
    assert messages(found) == []


def test_the_same_key_twice_keeps_the_first_and_names_the_others() -> None:
    found = one_file("const app = new Hono();\napp.get('/a', one);\napp.get('/b', h);\napp.get('/a', two);\n")
    assert routes(found) == ["GET /a", "GET /b"]
    assert found.facts[0].attrs["handler"] == "one"
    assert found.facts[0].attrs["also"] == [f"{ENTRY}:5"]
    moved = one_file(
        "\nconst app = new Hono();\napp.get('/a', one);\napp.get('/b', h);\napp.get('/a', two);\n"
    )
    assert moved.facts[0].digest == found.facts[0].digest


def test_handlers_are_named_like_their_symbols() -> None:
    found = one_file(
        "const app = new Hono();\nconst sub = new Hono();\nsub.get('/x/:id', async (c, next) => next());\n"
        "sub.post('/', api.create);\nsub.all('/any', () => {});\napp.route('/s', sub);\nexport default app;\n"
    )
    handlers = [fact.attrs["handler"] for fact in found.facts]
    assert handlers == ["sub.GET /x/:id", "api.create", "sub.* /any"]
    assert found.facts[0].attrs["falls_through"] is True


@pytest.mark.parametrize("ending", ["", "export default app;\n", "Bun.serve({ fetch: app.fetch });\n"])
def test_the_root_is_found(ending: str) -> None:
    text = "const sub = new Hono();\nsub.get('/b', h);\nconst app = new Hono();\napp.route('/s', sub);\n"
    assert routes(one_file(text + ending)) == ["GET /s/b"]


@pytest.mark.parametrize(
    "served", ["app", "wrap(app)", "{ fetch: app.fetch }", "{ fetch: (one) => app.fetch(one) }"]
)
def test_the_root_of_several_is_the_one_that_is_served(served: str) -> None:
    text = "const app = new Hono();\napp.get('/a', h);\nconst other = new Hono();\nother.get('/b', h);\n"
    assert routes(one_file(f"{text}export default {served};\n")) == ["GET /a"]


def test_the_root_of_several_must_be_named() -> None:
    body = HEAD + "const a = new Hono();\na.get('/a', h);\nconst b = new Hono();\nb.get('/b', h);\n"
    assert messages(extract({ENTRY: body}))[0].startswith(f"{ENTRY} several applications")
    assert routes(extract({ENTRY: body}, root="b")) == ["GET /b"]
    assert [one.setting for one in extract({ENTRY: body}, root="c").problems] == [("options", "root")]


def test_an_entry_that_is_not_there_is_an_empty_source() -> None:
    found = extract({"src/other.ts": HEAD}, entry="src/gone.ts")
    assert [(one.rule, one.setting) for one in found.problems] == [("empty-source", ("options", "entry"))]


def test_line_ends_and_byte_order_marks_change_nothing() -> None:
    text = HEAD + "const app = new Hono();\n// a comment\napp.get(\n  '/a',\n  h,\n);\nexport default app;\n"
    plain = extract({ENTRY: text})
    assert routes(plain) == ["GET /a"]
    for data in (text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.encode()):
        assert extract({ENTRY: data}).facts == plain.facts


def test_broken_files_do_not_crash() -> None:
    text = (
        HEAD
        + "const app = new Hono();\napp.get('/a', h);\n<<<<<<< ours\napp.get('/b', h);\n=======\n"
        + "app.get('/c', h);\n>>>>>>> theirs\napp.get('/d', async (c) => {\n  return c.json({ ok: tr"
    )
    for cut in (len(text), 150, 60, 20):
        extract({ENTRY: text[:cut]})
    assert "GET /a" in routes(extract({ENTRY: text}))


@pytest.mark.parametrize("form", ["statements", "chain"])
def test_ten_thousand_routes_are_quick(form: str) -> None:
    calls = [f".get('/r{number}/:id', guard, async (c) => c.text('x'))" for number in range(10_000)]
    guard = "const app = new Hono();\napp.use('*', guard);\n"
    body = guard + (
        "".join(f"app{call};\n" for call in calls)
        if form == "statements"
        else "app" + "\n".join(calls) + ";\n"
    )
    started = time.process_time()
    found = extract({ENTRY: HEAD + body}, access={"guard": "member"})
    taken = time.process_time() - started
    assert len(found.facts) == 10_000
    assert found.facts[-1].line == 10_003
    assert {fact.attrs["access"] for fact in found.facts} == {"member"}
    assert taken < 15


def test_an_application_that_a_function_makes_or_another_file_serves() -> None:
    made = (
        HEAD + "import { add } from './more';\nexport function make(env: Env) {\n  const app = new Hono();\n"
    )
    made += "  app.get('/a', h);\n  add(app);\n  return { app };\n}\n"
    more = HEAD + "export function add(app: Hono) {\n  app.get('/b', h);\n}\n"
    found = extract({ENTRY: made, "src/more.ts": more})
    assert (routes(found), messages(found)) == (["GET /a", "GET /b"], [])
    assert routes(extract({ENTRY: made + "const x = () => new Hono();", "src/more.ts": more}, root="app"))
    app = HEAD + "const app = new Hono();\napp.get('/c', h);\nexport default app;\n"
    for served in (
        "{ fetch: app.fetch }",
        "{ async fetch(request, env) { return app.fetch(request, env); } }",
    ):
        entry = f"import app from './app';\nexport default {served};\n"
        assert routes(extract({ENTRY: entry, "src/app.ts": app})) == ["GET /c"]


def test_an_application_taken_out_of_an_object_is_named_and_a_client_is_none() -> None:
    found = extract(
        {
            ENTRY: HEAD
            + "const app = new Hono();\napp.get('/a', h);\nsetUp({ app, db });\nexport default app;\n",
            "src/more.ts": "export function setUp({ app }: Parts) {\n  app.get('/b', async (c) => 1);\n}\n"
            "export function ask({ client }) {\n  return client.get('/c', { headers: {} });\n}\n",
        }
    )
    assert messages(found) == [
        f"src/more.ts:2 the router 'app' is never mounted under the application of {ENTRY}"
    ]


def test_the_page_of_an_open_api_is_a_route() -> None:
    code = "import { OpenAPIHono } from '@hono/zod-openapi';\nconst app = new OpenAPIHono();\n"
    assert routes(extract({ENTRY: code + "app.doc('/doc', { info });\nexport default app;"})) == ["GET /doc"]


def test_routers_are_followed_through_an_alias_for_a_folder() -> None:
    entry = HEAD + "import { sub } from '@/parts/sub';\nexport default new Hono().route('/s', sub);"
    found = extract({ENTRY: entry, "src/parts/sub.ts": HEAD + "export const sub = new Hono().get('/a', h);"})
    assert (routes(found), messages(found)) == (["GET /s/a"], [])


def test_an_application_in_a_field_of_a_class_is_not_read_and_named() -> None:
    found = one_file("class Shop {\n  app = new Hono();\n  open() { this.app.get('/a', (c) => 1); }\n}\n")
    assert (routes(found), len(found.problems)) == ([], 1)
