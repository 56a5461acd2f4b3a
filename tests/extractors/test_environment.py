"""Environment variables: every way to read and to set one, in every language."""

from __future__ import annotations

from functools import partial

import pytest

from spec_audit.extractors import environment
from spec_audit.extractors.base import Extraction
from tests.extractors.trying import error_in, extract_with

extract = partial(extract_with, environment)
error_of = partial(error_in, environment)


def attrs(extraction: Extraction) -> dict[str, object]:
    return {fact.name: fact.attrs for fact in extraction.facts}


@pytest.mark.parametrize(
    "text",
    [
        "function f() { return process.env.OVEN; }",
        "function f() { return process.env['OVEN']; }",
        "function f() { return process.env?.OVEN!; }",
        "function f() { return Bun.env.OVEN; }",
        "function f() { return Deno.env.get('OVEN_A'); }",
        "function f() { return import.meta.env.OVEN; }",
        "function f() { const { OVEN, other } = process.env; }",
        "function f() { const { OVEN: local } = process.env; }",
        "function f() { const { OVEN = '5' } = process.env; }",
        "function f() { return `${(process.env as any).OVEN}`; }",
        "const f = async () => globalThis.process.env.OVEN;",
    ],
)
def test_reads_of_typescript(text: str) -> None:
    [(name, found)] = attrs(extract({"a.ts": text})).items()
    assert name in ("OVEN", "OVEN_A")
    assert found == {"set_by": [], "read_by": ["a.ts#f"]}


SCHEMAS = [
    "z.object({ OVEN: z.string(), heat: z.number() }).parse(process.env);",
    """
const base = z.looseObject({ OVEN: z.string() });
const all = base.extend({ heat: z.number() }).transform((one) => one);
const oven = all.safeParse(process . env, {});
""",
    """
import { createEnv } from '@t3-oss/env-core';
const oven = createEnv({ server: { OVEN: z.string() }, client: { heat }, runtimeEnv: process.env });
""",
]


@pytest.mark.parametrize("text", SCHEMAS)
def test_what_a_schema_reads(text: str) -> None:
    found = extract({"a.ts": text})
    assert attrs(found) == {name: {"set_by": [], "read_by": ["a.ts"]} for name in ("OVEN", "heat")}
    assert found.counts == {"names worked out": 0}


def test_a_schema_that_leads_elsewhere_is_counted() -> None:
    found = extract({"a.ts": "import { all } from './all';\nexport const oven = all.parse(process.env);"})
    assert found.counts == {"names worked out": 1, "names worked out: a.ts": 1}


@pytest.mark.parametrize(
    "text",
    [
        "function f() { process.env.OVEN = '1'; }",
        "function f() { process.env['OVEN'] = '1'; }",
        "function f() { const heat: Heat = { OVEN: '1' }; }",
        "function f() { const heat = { ...other, 'OVEN': '1' } as Heat; }",
        "function f() { const heat = on ? { OVEN: '1' } : {}; }",
        "function f() { order.heat = { ...order.heat, OVEN }; }",
        "function f() { order.heat.OVEN = '1'; }",
        "function f() { spawn(['x'], { heat: { ...process.env, OVEN: '1' } }); }",
        "function f() { Object.assign(heat, { OVEN: '1' }); }",
        "function f() { heat({ OVEN: '1' }); }",
        "function f() { return { ...heat, OVEN: '1' }; }",
    ],
)
def test_sets_of_typescript(text: str) -> None:
    assert attrs(extract({"a.ts": text}, maps=["heat"])) == {"OVEN": {"set_by": ["a.ts#f"], "read_by": []}}


def test_a_function_that_returns_a_map_sets_its_variables() -> None:
    text = "class K { heat() { return { OVEN: '1' }; } }\nconst cold = () => ({ FRIDGE: '1' });\n"
    found = attrs(extract({"a.ts": text}, maps=["heat", "cold"]))
    assert found == {
        "FRIDGE": {"set_by": ["a.ts#cold"], "read_by": []},
        "OVEN": {"set_by": ["a.ts#K.heat"], "read_by": []},
    }


def test_a_compound_assignment_reads_and_sets_and_delete_does_neither() -> None:
    text = "process.env.PATH_A += ':/x'; delete process.env.PATH_B;"
    assert attrs(extract({"a.ts": text})) == {"PATH_A": {"set_by": ["a.ts"], "read_by": ["a.ts"]}}


def test_objects_that_are_no_maps_count_for_nothing() -> None:
    text = "const STATUS = { OVEN: 1 }; STATUS.OVEN; other.OVEN = 2; env.OVEN; c.env['OVEN'];"
    assert attrs(extract({"a.ts": text}, maps=["heat"])) == {}


BINDINGS = """\
export interface Kitchen {
  OVENS: DurableObjectNamespace;
  LARDER: D1Database;
  CELLAR: KVNamespace<string>;
  RECIPE_KEY: string;
  CHEF?: string;
  nested: { INNER: string };
}
"""


def test_bindings_are_read_through_the_worker_environment() -> None:
    uses = (
        "app.get('/x', (c) => c.env.LARDER.prepare(''));\n"
        "class Oven { bake() { return this.env.OVENS.get(env['RECIPE_KEY']); } }\n"
        "async function open(env: Kitchen) { const { CHEF } = env; return env.UNKNOWN; }\n"
    )
    found = extract({"env.ts": BINDINGS, "use.ts": uses}, bindings=["env.ts#Kitchen"])
    declared = ["env.ts#Kitchen"]
    assert attrs(found) == {
        "OVENS": {
            "set_by": [],
            "read_by": ["use.ts#Oven.bake"],
            "declared_in": declared,
            "binding": "DurableObjectNamespace",
        },
        "LARDER": {"set_by": [], "read_by": ["use.ts"], "declared_in": declared, "binding": "D1Database"},
        "CELLAR": {"set_by": [], "read_by": [], "declared_in": declared, "binding": "KVNamespace"},
        "RECIPE_KEY": {"set_by": [], "read_by": ["use.ts#Oven.bake"], "declared_in": declared},
        "CHEF": {"set_by": [], "read_by": ["use.ts#open"], "declared_in": declared, "optional": True},
    }
    assert {fact.name: (fact.path, fact.line) for fact in found.facts}["LARDER"] == ("env.ts", 3)


def test_bindings_that_an_interface_takes_over_are_its_own() -> None:
    code = (
        "interface Base { DEEP: string }\ninterface Keys extends Base { KEY: string }\n"
        "export type Kitchen = Keys & Imported & { CHEF: string };"
    )
    found = extract({"env.ts": code}, bindings=["env.ts#Kitchen"])
    assert {name: one["declared_in"] for name, one in attrs(found).items()} == {
        "DEEP": ["env.ts#Base"],
        "KEY": ["env.ts#Keys"],
        "CHEF": ["env.ts#Kitchen"],
    }
    assert [(one.rule, "'Imported'" in one.message) for one in found.problems] == [("empty-source", True)]
    files = {"env.ts": code, "more.ts": "export interface Imported { SPOON: string }"}
    assert not extract(files, bindings=["env.ts#Kitchen", "more.ts#Imported"]).problems


def test_an_interface_that_declares_nothing_is_a_problem() -> None:
    found = extract({"env.ts": BINDINGS}, bindings=["env.ts#Pantry", "gone.ts#Kitchen"])
    assert [(problem.rule, problem.setting) for problem in found.problems] == [
        ("empty-source", ("options", "bindings", 0)),
        ("empty-source", ("options", "bindings", 1)),
    ]


def test_names_that_are_worked_out_are_followed_to_the_object_that_lists_them() -> None:
    text = (
        "function f(env: Kitchen) {\n"
        "  const table = [{ from: 'a', envKey: 'RECIPE_KEY' }, { from: 'b', envKey: 'LARDER_KEY' }];\n"
        "  for (const { envKey } of table) { if (env[envKey]) heat[envKey] = env[envKey]; }\n"
        "}\n"
        "function g(name: string) { return process.env[name]; }\n"
        "function h(row: Row) { return row[name]; }\n"
    )
    found = extract({"a.ts": text}, maps=["heat"])
    assert attrs(found) == {
        "LARDER_KEY": {"set_by": ["a.ts#f"], "read_by": []},
        "RECIPE_KEY": {"set_by": ["a.ts#f"], "read_by": []},
    }
    assert found.counts == {"names worked out": 1, "names worked out: a.ts#g": 1}
    declared = extract({"a.ts": text, "env.ts": BINDINGS}, maps=["heat"], bindings=["env.ts#Kitchen"])
    assert attrs(declared)["RECIPE_KEY"]["read_by"] == ["a.ts#f"]


def test_functions_that_are_given_a_name() -> None:
    files = {
        "a.ts": "function f() { push('OVEN_URL', u); return need(env, 'OVEN_KEY'); }",
        "b.py": "def f():\n    return need('OVEN_KEY')\n",
    }
    assert attrs(extract(files)) == {}
    assert attrs(extract(files, getters=["need"], setters=["push"])) == {
        "OVEN_KEY": {"set_by": [], "read_by": ["a.ts#f", "b.py#f"]},
        "OVEN_URL": {"set_by": ["a.ts#f"], "read_by": []},
    }


@pytest.mark.parametrize(
    ("text", "set_by", "read_by"),
    [
        ("os.environ['OVEN']", 0, 1),
        ("os.environ.get('OVEN', '')", 0, 1),
        ("os.getenv('OVEN')", 0, 1),
        ("environ['OVEN']", 0, 1),
        ("os.environ['OVEN'] = '1'", 1, 0),
        ("os.environ.setdefault('OVEN', '1')", 1, 0),
        ("heat = {'OVEN': '1'}", 1, 0),
        ("heat: dict[str, str] = {**base, 'OVEN': '1'}", 1, 0),
        ("heat['OVEN'] = '1'", 1, 0),
        ("heat.update({'OVEN': '1'})", 1, 0),
        ("run(heat={'OVEN': '1'})", 1, 0),
        ("image.heat({'OVEN': '1'})", 1, 0),
        ("heat = base | {'OVEN': '1'}", 1, 0),
    ],
)
def test_python(text: str, set_by: int, read_by: int) -> None:
    found = attrs(extract({"a.py": f"class K:\n    def f(self):\n        {text}\n"}, maps=["heat"]))
    assert found == {"OVEN": {"set_by": ["a.py#K.f"] * set_by, "read_by": ["a.py#K.f"] * read_by}}


@pytest.mark.parametrize(
    "text", ["modal.Secret.from_dict({'OVEN': key})", "Secret.from_name('kitchen', required_keys=['OVEN'])"]
)
def test_what_secrets_of_modal_hold_is_set(text: str) -> None:
    assert attrs(extract({"a.py": f"keys = [{text}]\n"})) == {"OVEN": {"set_by": ["a.py"], "read_by": []}}
    assert attrs(extract({"a.py": "rows.from_dict({'OVEN': 1})\n"})) == {}


def test_python_dictionaries_that_are_no_maps() -> None:
    assert attrs(extract({"a.py": "other = {'OVEN': 1}\nother['OVEN'] = 2\nother.get('OVEN')\n"})) == {}


def test_shell_scripts() -> None:
    text = (
        "#!/bin/bash\n"
        "export HEAT=5\n"
        'LOCAL=1; echo "$LOCAL ${OVEN:-x} $FRIDGE"\n'
        'KETTLE="${KETTLE:-on}"; echo "$KETTLE"\n'
        "for SPOON in a b; do echo $SPOON; done\n"
        "read FORK; echo $FORK $? $1 $RANDOM ${BASH_SOURCE[0]} $lower\n"
        "PLATE=1 serve --now\n"
        "echo $PLATE\n"
        'export HEAT="${HEAT}"\n'
        "cat << EOF\n$BREAD\nEOF\n"
        "cat << 'EOF'\n$CRUMB\nEOF\n"
        "echo '$SALT'\n"
        "declare -x PEPPER=1\n"
    )
    found = attrs(extract({"run.sh": text}))
    assert {name for name, one in found.items() if one["set_by"]} == {"HEAT", "PLATE", "PEPPER"}
    assert {name for name, one in found.items() if one["read_by"]} == {
        "OVEN",
        "FRIDGE",
        "KETTLE",
        "PLATE",
        "BREAD",
    }


def test_container_files() -> None:
    text = (
        "# ENV NOT=1\nFROM base:1 AS one\n"
        'ENV OVEN="/a b" FRIDGE=/b\\\n    KETTLE=1\nENV OLD some words=here\n'
        "RUN ENV=1 echo\nenv LOWER=1\n"
    )
    found = extract({"Dockerfile.sandbox": text})
    assert sorted(attrs(found)) == ["FRIDGE", "KETTLE", "LOWER", "OLD", "OVEN"]
    assert attrs(found)["OVEN"] == {
        "set_by": ["Dockerfile.sandbox"],
        "read_by": [],
        "declared_in": ["Dockerfile.sandbox"],
    }
    assert {fact.name: fact.line for fact in found.facts} == {
        "OVEN": 3,
        "FRIDGE": 3,
        "KETTLE": 3,
        "OLD": 5,
        "LOWER": 7,
    }


def test_a_text_that_is_no_container_file_has_no_variables() -> None:
    assert extract({"notes.sandbox": "ENV OVEN=1\n"}).facts == ()


WRANGLER = """\
name = "kitchen"
[vars] # plain
CHEF = "Ann"
"HOST_KITCHEN" = "x"
[[durable_objects.bindings]]
name = "OVENS"
class_name = "Oven"
[[d1_databases]]
binding = "LARDER"
[env.night.vars]
NIGHT_SHIFT = "1"
[[secrets_store_secrets]]
binding = "RECIPE_KEY"
[[queues.producers]]
binding = "ORDERS"
[[workflows]]
binding = "BAKING"
class_name = "Baking"
[ai]
binding = "COOK"
[[novelties]]
binding = "GADGET"
"""


def test_wrangler() -> None:
    found = extract({"wrangler.toml": WRANGLER})
    both = {"set_by": ["wrangler.toml"], "read_by": [], "declared_in": ["wrangler.toml"]}
    assert attrs(found) == {
        "CHEF": both,
        "HOST_KITCHEN": both,
        "NIGHT_SHIFT": both,
        "OVENS": {**both, "binding": "DurableObjectNamespace", "class": "Oven"},
        "LARDER": {**both, "binding": "D1Database"},
        "BAKING": {**both, "binding": "Workflow", "class": "Baking"},
        "ORDERS": {**both, "binding": "Queue"},
        "COOK": {**both, "binding": "Ai"},
        "GADGET": both,
        "RECIPE_KEY": {**both, "binding": "SecretsStoreSecret", "secret": True},
    }
    assert {fact.name: fact.line for fact in found.facts}["OVENS"] == 6


def test_bindings_that_are_not_in_upper_case() -> None:
    worker = "export interface AppEnv { ovenStore: KVNamespace; HEAT: string }\n"
    worker += (
        "export default { fetch(r, env) { return env.ovenStore.get(c.env!.db, env.other, env . heat); } };\n"
    )
    found = extract(
        {"a.ts": worker, "wrangler.toml": "[vars]\nheat = 1\n[[d1_databases]]\nbinding = 'db'\n"},
        bindings=["a.ts#AppEnv"],
    )
    assert {name: bool(one["read_by"]) for name, one in attrs(found).items()} == {
        "HEAT": False,
        "db": True,
        "heat": True,
        "ovenStore": True,
    }
    assert attrs(found)["ovenStore"]["binding"] == "KVNamespace"


@pytest.mark.parametrize("text", ["x = process.env.npm_name", "interface Oven { heat: string }"])
def test_other_names_that_are_not_in_upper_case_are_none(text: str) -> None:
    assert attrs(extract({"a.ts": text})) == {}


@pytest.mark.parametrize(
    "text", ["vars = 3\n", "[durable_objects]\nbindings = 'x'\n", "d1_databases = [1]\nenv = 2\n"]
)
def test_wrangler_of_another_shape_has_no_variables(text: str) -> None:
    assert extract({"wrangler.toml": text}).facts == ()


CONFLICT = "<<<<<<< HEAD\nA = 1\n=======\nA = 2\n>>>>>>> x\n"


@pytest.mark.parametrize("path", ["a.toml", "a.py", "a.ts"])
def test_a_file_that_does_not_parse_says_where(path: str) -> None:
    assert error_of(path, CONFLICT) == 1


def test_what_a_broken_file_does_tell_is_kept() -> None:
    text = "process.env.OVEN;\n<<<<<<< HEAD\nprocess.env.FRIDGE;\n=======\n"
    assert "OVEN" in attrs(extract({"a.ts": text}))
    assert error_of("a.ts", text) == 2


def test_the_digest_covers_whether_a_variable_is_read_and_not_where() -> None:
    def digest(files: dict[str, str | bytes]) -> str:
        return extract(files).facts[0].digest

    once = digest({"a.ts": "process.env.OVEN;"})
    assert once == digest({"a.ts": "process.env.OVEN;", "b.ts": "function f() { process.env.OVEN; }"})
    assert once != digest({"a.ts": "process.env.OVEN = '1';"})


@pytest.mark.parametrize("path", ["a.ts", "a.sh", "a.py", "wrangler.toml", "Dockerfile"])
def test_line_ends_and_a_byte_order_mark_change_nothing(path: str) -> None:
    text = {
        "a.ts": "a();\nprocess.env.OVEN;\n",
        "a.sh": "a\nexport OVEN=1\n",
        "a.py": "a()\nos.environ['OVEN']\n",
        "wrangler.toml": "[vars]\nOVEN = '1'\n",
        "Dockerfile": "FROM a\nENV OVEN=1\n",
    }[path]
    plain = extract({path: text})
    odd = extract({path: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()})
    assert [fact.key for fact in plain.facts] == ["env:OVEN"]
    assert plain.facts == odd.facts
    assert odd.facts[0].line == 2
