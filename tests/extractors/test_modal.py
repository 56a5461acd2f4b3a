"""Web endpoints of a Modal application."""

from __future__ import annotations

import pytest

from spec_audit.extractors import modal
from spec_audit.extractors.base import Extraction, SourceFile
from tests.extractors.trying import extract_with


def extract(text: str | bytes, path: str = "app.py", **options: object) -> Extraction:
    return extract_with(modal, {path: text}, **options)


UNREAD = "the method, label or protection of 'f' is not constant"
TEXT = '''
import modal
from modal import fastapi_endpoint as endpoint

app = modal.App("bakery")
VERB = "put"

@app.function(image=image, timeout=600)
@modal.fastapi_endpoint(method="POST", label="bake-bread")
async def bake(request: dict) -> dict:
    """Bake."""

@app.function(timeout=minutes(5))
@modal.fastapi_endpoint(label="menu", requires_proxy_auth=True)
def menu():
    ...

@app.cls()
class Oven:
    @endpoint(method=VERB)
    def heat_up(self):
        ...

@app.function(timeout=5)
def no_endpoint():
    ...
'''


def test_endpoints_with_method_label_and_access() -> None:
    found = extract(TEXT)
    assert [(fact.key, fact.line, fact.attrs) for fact in found.facts] == [
        ("route:modal:POST /bake-bread", 9, {"access": "public", "handler": "bake", "timeout": 600}),
        ("route:modal:GET /menu", 14, {"access": "proxy-auth", "handler": "menu"}),
        ("route:modal:PUT /heat-up", 20, {"access": "public", "handler": "Oven.heat_up"}),
    ]
    assert found.problems == ()
    assert found.counts == {"endpoints": 3}


def test_a_label_that_the_environment_can_change() -> None:
    found = extract(
        "import modal, os\nHEAD = os.environ.get('PREFIX', '')\nTAIL = '-' + os.getenv('SUFFIX', 'x')\n"
        "@modal.fastapi_endpoint(label=f'{HEAD}menu{TAIL}')\ndef menu(): ...\n"
    )
    assert [(fact.key, fact.attrs.get("env")) for fact in found.facts] == [
        ("route:modal:GET /menu-x", ["PREFIX", "SUFFIX"])
    ]


@pytest.mark.parametrize(
    ("decorator", "message"),
    [
        (
            "@modal.fastapi_endpoint(method=pick(), label='x')",
            UNREAD,
        ),
        ("@modal.fastapi_endpoint(label=f'{x}-y')", UNREAD),
        (
            "@modal.web_endpoint(label='x', requires_proxy_auth=safe)",
            UNREAD,
        ),
        ("@modal.fastapi_endpoint(**settings)", UNREAD),
        ("@modal.fastapi_endpoint(label=os.getenv('X'))", UNREAD),
        ("@modal.asgi_app()", "the routes of 'f', a whole application, are not read"),
    ],
)
def test_what_cannot_be_read_is_named(decorator: str, message: str) -> None:
    found = extract(f"import modal\n@app.function()\n{decorator}\ndef f(): ...\n")
    assert [(str(one.place), one.message) for one in found.problems] == [("app.py:3", message)]
    assert found.facts == ()


def test_line_ends_marks_and_broken_files() -> None:
    plain = extract(TEXT)
    assert extract(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()) == plain
    file = SourceFile("app.py", b"import modal\n<<<<<<< ours\n")
    assert modal.scan(file) is None
    assert file.error == 2


def test_other_files_are_left_alone() -> None:
    assert extract("print('no endpoints')\n") == Extraction(counts={"endpoints": 0})
    assert extract(TEXT, path="notes.txt").facts == ()
