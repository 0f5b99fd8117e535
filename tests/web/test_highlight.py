"""Claims marked in a text: nothing of the text is lost, and every claim begins once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.vocabulary.claims import EventClaim, Span
from trucewatch.web.highlight import cut


def claim(number: int, span: Span) -> EventClaim:
    return EventClaim(
        id=f"c{number}",
        document="d",
        lang="fr",
        span=span,
        text="",
        confidence="high",
        act="shelling",
        status="occurred",
    )


def test_overlapping_claims_share_a_piece() -> None:
    pieces = cut("abcdef", [claim(1, (0, 4)), claim(2, (2, 6))])
    assert [(p.text, p.claims, p.begins) for p in pieces] == [
        ("ab", ("c1",), ("c1",)),
        ("cd", ("c1", "c2"), ("c2",)),
        ("ef", ("c2",), ()),
    ]


def test_the_same_words_twice() -> None:
    (piece,) = cut("ab", [claim(1, (0, 2)), claim(2, (0, 2))])
    assert piece.begins == ("c1", "c2")


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), max_size=8)


@given(st.text(max_size=40), SPANS)
def test_pieces_give_the_text_again(text: str, spans: list[Span]) -> None:
    claims = [claim(number, span) for number, span in enumerate(spans)]
    pieces = cut(text, claims)
    assert "".join(piece.text for piece in pieces) == text
    shown = [c for c in claims if c.span[0] < min(c.span[1], len(text))]
    assert sorted(name for piece in pieces for name in piece.begins) == sorted(c.id for c in shown)
    for c in shown:
        covered = "".join(piece.text for piece in pieces if c.id in piece.claims)
        assert covered == text[c.span[0] : c.span[1]]
