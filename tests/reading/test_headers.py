"""The body of a dispatch begins behind its header block."""

from __future__ import annotations

import pytest

from trucewatch.reading.headers import body_start
from trucewatch.reading.parsed import parse_text

HEADED = "Source: afp\nDate: 2016-09-12\nTitle: Deux morts\n\nUn corps.\n"


def test_header_block_is_no_part_of_the_body() -> None:
    assert HEADED[body_start(HEADED) :] == "Un corps.\n"


@pytest.mark.parametrize(
    "text",
    [
        "Un corps.\n",
        "Bilan : deux morts.\n\nSuite.",
        "Source: afp\nDate: 2016-09-12\nTitle: sans ligne vide",
        "",
        "\n\n",
        "Syrie: douze morts\nUne frappe a touché la ville.\n\nSuite",
    ],
)
def test_text_without_a_block_begins_at_once(text: str) -> None:
    assert body_start(text) == 0


def test_tokens_of_the_header_are_left_out_and_spans_stay_on_the_whole_text() -> None:
    parsed = parse_text(HEADED, "fr")
    assert [t.lower for t in parsed.tokens] == ["un", "corps", "."]
    assert parsed.view.raw_text(parsed.tokens[1].start, parsed.tokens[1].end) == "corps"
