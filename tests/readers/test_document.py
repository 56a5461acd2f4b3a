"""What is read of a document, however it is written."""

from __future__ import annotations

from spec_audit.model.objects import Mention, Spec
from spec_audit.readers.document import read_spec

EDGE = """\
:::{{edge}} A late train
{0}
See {{fact}}`table:trains`.
:::
"""


def read(text: str) -> Spec:
    return read_spec("specs/rails.md", text)[0]


def rules(text: str) -> list[tuple[str, int]]:
    return [(one.rule, one.defect.place.line) for one in read_spec("specs/rails.md", text)[1]]


def test_a_title_may_be_underlined() -> None:
    spec = read("Rails\n=====\n\n> Who may go.\n\nScope\n-----\n")
    assert spec.heading == "Rails"
    assert [(one.text, one.line) for one in spec.summary] == [("Who may go.", 4)]
    assert [(one.title, one.level, one.empty) for one in spec.sections] == [("Scope", 2, True)]


def test_a_spec_without_a_title_goes_by_its_name() -> None:
    assert read("Some text.\n").heading == "rails"


def test_a_section_is_filled_by_what_stands_below_its_own_headings() -> None:
    text = "# Rails\n\n## Scope\n\n### Boundary Rules\n\nThere are none.\n\n## Flows\n\n## Notes\n\nText.\n"
    assert [(one.title, one.empty) for one in read(text).sections] == [
        ("Scope", False),
        ("Boundary Rules", False),
        ("Flows", True),
        ("Notes", False),
    ]


def test_an_object_is_known_by_its_id_by_a_bad_one_or_by_its_line() -> None:
    assert [one.id for one in read(EDGE.format(":id: IMPL_RAILS_LATE\n")).objects] == ["IMPL_RAILS_LATE"]
    assert rules(EDGE.format(":id: IMPL_RAILS_LATE\n")) == [("bad-id", 2)]
    assert [one.id for one in read(EDGE.format("")).objects] == ["EDGE_?1"]
    assert rules(EDGE.format("")) == [("bad-id", 1)]


def test_a_text_speaks_for_the_object_around_it() -> None:
    text = "{fact}`table:rails`\n\n" + EDGE.format(":id: EDGE_RAILS_LATE\n") + "\n{fact}`table:rails`\n"
    assert read(text).mentions == (
        Mention(text="table:rails", line=1),
        Mention(text="table:trains", line=6, within="EDGE_RAILS_LATE"),
        Mention(text="table:rails", line=9),
    )


def test_a_role_names_a_fact_by_its_key_or_behind_words_of_its_own() -> None:
    text = "See {limit}`SPEED`, {fact}`the rails <table:rails>` and {fact}``table:`x` ``.\n"
    assert [one.text for one in read(text).mentions] == ["limit:SPEED", "table:rails", "table:`x`"]
    assert read("An {need}`EDGE_RAILS_LATE` and ``{fact}`table:y` ``.\n").mentions == ()


def test_what_a_block_shows_is_listed_with_or_without_spaces() -> None:
    block = read(
        ":::{autotable} rails,trains , , !table:points,\n- `id`, `gauge`: Both.\n* `name`: Its name.\n:::\n"
    )
    (auto,) = block.autodocs
    assert [one.text for one in auto.patterns] == ["table:rails", "table:trains", "!table:points"]
    assert [(one.names, one.line) for one in auto.meanings] == [(("id", "gauge"), 2), (("name",), 3)]
    assert rules(":::{autotable} rails,\n:::\n") == []
    assert rules(":::{autotable}\n:::\n") == [("bad-pattern", 1)]


def test_options_that_no_block_or_only_states_have() -> None:
    assert rules(":::{autostates} Light\n:initial: red\n:terminal: green\n:::\n") == []
    assert rules(":::{autotable} rails\n:initial: red\n:::\n") == [("unknown-option", 2)]
