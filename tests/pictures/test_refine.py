"""A picture made fit for a page: ids, words, links, styles, and nothing that runs."""

from __future__ import annotations

import re

import pytest

from spec_audit.pictures.picture import OPEN
from spec_audit.pictures.refine import UnreadablePictureError, refine
from spec_audit.pictures.styles import prune_styles

HEAD = (
    '<svg id="my-svg" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' viewBox="0 0 400.5 200" width="100%" aria-labelledby="x" style="max-width: 400px">'
)


def picture(body: str, **more: object) -> str:
    return refine(f"{HEAD}{body}</svg>").place("one", **more)


def test_title_and_description_are_the_picture_s_own_or_those_given() -> None:
    own = picture("<title>Own</title><desc>Told</desc><g/>", title="Given", description="Given")
    assert (
        '<title class="nohighlight" id="one-title">Own</title>'
        '<desc class="nohighlight" id="one-desc">Told</desc>'
    ) in own
    assert 'aria-labelledby="one-title" aria-describedby="one-desc"' in own
    given = picture("<g/>", title="A < B", description="")
    assert '<title class="nohighlight" id="one-title">A &lt; B</title>' in given
    assert "aria-describedby" not in given


def test_ids_that_nothing_refers_to_are_gone_and_the_others_are_renamed() -> None:
    made = picture(
        '<defs><marker id="my-svg-head"><path d="M0 0"/></marker><marker id="my-svg-unused"/></defs>'
        '<g id="node3"><path d="M0 0L9 9" marker-end="url(#my-svg-head)"/></g>'
    )
    assert re.findall(r' id="([^"]*)"', made) == ["one", "one-head"]
    assert 'marker-end="url(#one-head)"' in made
    assert "unused" not in made


def test_links_lead_where_the_page_says() -> None:
    body = (
        '<g><foreignObject width="9" height="9"><div xmlns="http://www.w3.org/1999/xhtml">'
        '<a href="spec-audit/object/A" target="_blank" onclick="run()">A</a> and <a href="gone">B</a>'
        "</div></foreignObject></g>"
    )
    made = picture(body, resolve=lambda link: "#A" if link.endswith("/A") else "")
    assert '<a href="#A">A</a> and <a>B</a>' in made
    assert 'role="graphics-document document"' in made
    assert 'role="img"' in picture('<text x="1">no link</text>')


@pytest.mark.parametrize("address", ["javascript:run()", " JavaScript:run()", "data:text/html,x"])
def test_no_link_runs_anything(address: str) -> None:
    made = picture('<a xlink:href="x"><text>A</text></a>', resolve=lambda _: address)
    assert "href" not in made


def test_nothing_in_it_runs_or_loads() -> None:
    made = picture(
        '<script>run()</script><image xlink:href="https://example.org/x.png"/>'
        '<g onload="run()"><text><script>run()</script>kept</text></g>'
        "<style>@import url(x); #my-svg .a{fill:red}</style>"
    )
    assert "kept" in made
    assert not re.search(r"script|image|onload|import|https://example", made)


def test_text_after_an_element_that_goes_stays() -> None:
    made = picture("<text><tspan>a</tspan><script>run()</script> b</text>")
    assert ">a</tspan> b</text>" in made


def test_words_of_a_line_are_joined() -> None:
    made = picture(
        '<text><tspan x="0"><tspan class="w">two</tspan><tspan class="w"> words</tspan></tspan></text>'
    )
    assert '<tspan class="w">two words</tspan>' in made


def test_what_shows_nothing_is_left_out() -> None:
    made = picture(
        '<g><g><rect/></g><text y="3"><tspan/></text></g><g class="kept"><rect width="1" height="1"/></g>'
    )
    assert made.count("<g") == 1
    assert "<text" not in made


def test_it_may_shrink_a_little_and_then_scrolls() -> None:
    assert 'style="max-width:400px;min-width:300px"' in picture("<g/>")


def test_html_inside_is_written_so_that_html_and_xml_read_the_same() -> None:
    body = (
        '<foreignObject width="9" height="9"><div xmlns="http://www.w3.org/1999/xhtml"'
        ' style="display: table-cell; text-align: center"><span>a<br/>b</span></div></foreignObject>'
    )
    made = picture(body)
    assert '<div xmlns="http://www.w3.org/1999/xhtml" style="text-align: center">' in made
    assert "a<br/>b" in made
    assert "<span/>" not in picture(body.replace("<span>a<br/>b</span>", "<b>x</b><span/>"))


def test_what_is_no_svg_is_said() -> None:
    with pytest.raises(UnreadablePictureError):
        refine("<svg><g></svg>")


def test_only_rules_that_are_used_are_kept() -> None:
    css = (
        '#my-svg{font-family:"x";font-size:14px;fill:#0b0c0d}'
        "@keyframes dash{from{a:b}to{c:d}}"
        "#my-svg .node rect{fill:#e9eaeb}#my-svg .gone rect{fill:red}"
        "#my-svg .node .label,#my-svg .gone{color:black}"
        '#my-svg [data-look="neo"].node{filter:drop-shadow(1px)}'
        "#my-svg :root{--mermaid-font-family:x}"
    )
    assert prune_styles(css, {"node", "label"}).replace(OPEN, "one") == (
        "#one{font-size:14px;fill:var(--diagram-ink)}"
        "#one .node rect{fill:var(--diagram-fill)}"
        "#one .node .label{color:var(--diagram-ink)}"
    )
