"""Any text in a known language gives well-formed mentions, attributions and positions, and never an error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.reading.actors import actor_lexicon, find_actors
from trucewatch.reading.attribution import find_attributions
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.positions import find_positions

_WORDS = {
    "fr": "L'armée a dit que selon l'ONU d'après Moscou accuse Kiev d'avoir « Jean Dumas » , . ; : ( ) il "
    "a-t-il affirmé l'appel de à la demande qui dément ce rejeté par des rebelles n'a pas pu confirmer 12 "
    "morts et son opposition "
    "même source nous demandons où en vigueur le porte-parole du ministère de la Défense",
    "en": "The army said that according to the UN , . « » ( ) Moscow accused Kyiv of he told AFP spokesman John Smith "
    "denied which the call for by rebels has not been able to verify 12 dead and its opposition same source we demand",
    "ar": "قال الجيش إن بحسب الأمم المتحدة , . « » نفى وأضاف أن الذي وزير الخارجية الروسي سيرغي لافروف اتهم روسيا "
    "لوكالة فرانس برس ولم يتسن التحقق أما فوصف المصدر نفسه دعا إلى هدنة",
}


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_sequence_of_words_is_read(data: st.DataObject) -> None:
    lang = data.draw(st.sampled_from(sorted(_WORDS)))
    words = data.draw(st.lists(st.sampled_from(_WORDS[lang].split()), max_size=60))
    raw = " ".join(words)
    text = parse_text(raw, lang)
    if not text.sentences:
        return
    actors = find_actors(text, actor_lexicon(lang))
    size = len(text.view.text)
    assert all(0 <= m.start <= m.name_start < m.name_end <= m.end <= size for m in actors if m.title_start is None)
    ranges = find_attributions(text, actors)
    assert all(0 <= a.start <= a.end <= size and a.cue_start < a.cue_end for a in ranges)
    assert ranges == find_attributions(text, actors)
    for position in find_positions(text, actors, ranges):
        assert 0 <= position.start < position.end <= size
        assert position.speaker.name.strip()
        assert position.quote is None or position.quote[0] < position.quote[1]


@given(raw=st.text(max_size=200), lang=st.sampled_from(sorted(_WORDS)))
@settings(max_examples=200, deadline=None)
def test_any_characters_are_read(raw: str, lang: str) -> None:
    text = parse_text(raw, lang)
    actors = find_actors(text, actor_lexicon(lang))
    find_positions(text, actors, find_attributions(text, actors))
