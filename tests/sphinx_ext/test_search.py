"""The search index is Sphinx's own, made in less time."""

from __future__ import annotations

import pytest
from sphinx.search.en import SearchEnglish

from spec_audit.sphinx_ext.theme import QuickEnglish

WORDS = ("Loans", "lending", "LENT", "books", "table:loans", "")


def test_each_stem_is_found_once_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [SearchEnglish({}).stem(word) for word in WORDS]
    quick = QuickEnglish({})
    assert [quick.stem(word) for word in WORDS] == wanted
    monkeypatch.setattr(quick.stemmer, "stemWord", None)
    assert [quick.stem(word) for word in WORDS] == wanted
