"""How well-formed input is damaged: a hypothesis strategy, so that what breaks is made small before it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

__all__ = ["damaged"]

_PIECES = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"\n",
    b"\r",
    b'"',
    b"{",
    b"[" * 200,
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"&a;",
    b"%s%n",
    b"../../",
    b"-1",
    b"0",
    b"9" * 40,
    b"1e999",
    b"NaN",
    b"2016-02-30",
    b"0000-00-00T99:99",
    b"=cmd()",
    b"*anchor",
    b"&x [*x]",
    b"!!python/object:os.system",
    b"# c\n- ",
    "٣٠".encode(),
    "ﷺ".encode(),
)


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A seed with up to six edits: a piece cut, doubled, replaced, or a troublesome piece put in; or plain noise."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=400))
    data = draw(st.sampled_from(list(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        kind = draw(st.sampled_from(("cut", "double", "noise", "piece", "swap", "end")))
        if kind == "cut":
            data = data[:start] + data[end:]
        elif kind == "double":
            data = data[:end] + data[start:end] * draw(st.integers(1, 5)) + data[end:]
        elif kind == "noise":
            data = data[:start] + draw(st.binary(max_size=8)) + data[end:]
        elif kind == "piece":
            data = data[:start] + draw(st.sampled_from(_PIECES)) + data[end:]
        elif kind == "swap":
            other = draw(st.sampled_from(list(seeds)))
            data = data[:start] + other[start : start + 200] + data[end:]
        else:
            data = data[:start]
    return data
