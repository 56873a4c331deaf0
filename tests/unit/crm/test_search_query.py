import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.search import query_of


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Maria", "'maria':*"),
        ("maria  NGUYEN", "'maria':* & 'nguyen':*"),
        ("maria@vizor.example", "'maria':* & 'vizor':* & 'example':*"),
        ("077 149", "('077':* & '149':*) | '077149':*"),
        ("o'brien \\ & | !", "'o':* & 'brien':*"),
        ("żółw", "'żółw':*"),
        ("---", None),
        ("", None),
    ],
)
def test_words_that_all_begin_some_word(typed: str, query: str | None) -> None:
    assert query_of(typed) == query


@given(st.text())
def test_nothing_typed_breaks_out_of_its_quotes(typed: str) -> None:
    query = query_of(typed)
    assert query is None or query.count("'") % 2 == 0
