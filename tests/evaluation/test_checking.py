"""Broken keys are found before they count as mistakes of the reader."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from tests.evaluation.support import TEXT, key, key_event, key_figure, key_position, key_trap

from trucewatch.errors import InputError, UsageError
from trucewatch.evaluation.checking import key_problems, split_problems
from trucewatch.evaluation.keys import GoldText, KeyFigure, anchor_span, load_gold, load_text


def test_a_sound_key_has_no_problems() -> None:
    gold = key(
        figures=[key_figure("324 civils", 324, high=None, qualifier="at_least")],
        events=[key_event("ont bombardé", "shelling", start="2016-12-05", end="2016-12-05", lat=36.2, lon=37.2)],
        positions=[key_position("Nous refusons", "Moscou", quote="Nous refusons")],
        traps=[key_trap("en 2012", "figure"), key_trap("tiennent", "siege")],
    )
    assert key_problems(gold) == ()


@pytest.mark.parametrize(
    ("gold", "words"),
    [
        (key(figures=[key_figure("325 civils", 325)]), "not in the text"),
        (key(figures=[key_figure("44 enfants", 44, subset_of="324 civils")]), "which is no figure"),
        (key(figures=[key_figure("44 enfants", 44, subset_of="44 enfants")]), "part of itself"),
        (key(figures=[key_figure("44 enfants", 44), key_figure("44 enfants", 44)]), "stands twice"),
        (key(events=[key_event("ont bombardé", "bombing")]), "is no act"),
        (key(events=[key_event("ont bombardé", "shelling", start="2016-13-01")]), "is no date"),
        (key(events=[key_event("ont bombardé", "shelling", start="2016-12-06", end="2016-12-05")]), "starts after"),
        (key(events=[key_event("ont bombardé", "shelling", lat=36.2)]), "half a coordinate"),
        (key(events=[key_event("ont bombardé", "shelling", lat=136.2, lon=37.2)]), "nowhere"),
        (key(positions=[key_position("Nous refusons", "Moscou", quote="Nous acceptons")]), "not in the text"),
        (key(traps=[key_trap("en 2012", "number")]), "neither a kind nor an act"),
    ],
)
def test_what_is_found(gold: GoldText, words: str) -> None:
    (problem,) = key_problems(gold)
    assert words in problem


@pytest.mark.parametrize(
    "figure",
    [
        key_figure("44 enfants", 44, high=45),
        key_figure("44 enfants", 44, qualifier="at_least"),
        key_figure("44 enfants", 44, qualifier="more_than", high=None),
        key_figure("44 enfants", 44, qualifier="between"),
        key_figure("44 enfants", 44, qualifier="none"),
        key_figure("44 enfants", 44, qualifier="about", low=50, high=40),
        key_figure("44 enfants", -4),
        key_figure("44 enfants", None),
    ],
)
def test_numbers_that_do_not_go_with_their_qualifier(figure: KeyFigure) -> None:
    assert len(key_problems(key(figures=[figure]))) == 1


def test_a_story_stands_in_one_split() -> None:
    def text(name: str, story: str, split: str) -> GoldText:
        gold = key(name=name, split=split)
        return GoldText(name, gold.text, gold.digest, msgspec.structs.replace(gold.key, story=story), gold.path)

    good = [text("a", "one", "test"), text("b", "one", "test"), text("c", "two", "development")]
    assert split_problems(good) == ()
    assert "'two'" in split_problems([*good, text("d", "two", "test")])[0]
    assert "no story" in split_problems([key(name="e")])[0]


def test_occurrences() -> None:
    assert anchor_span("aa b aa", "aa", 2) == (5, 7)
    assert anchor_span("aaa", "aa", 2) == (1, 3)
    assert anchor_span("aa", "aa", 2) is None
    assert anchor_span("aa", "", 1) is None
    assert anchor_span("aa", "a", 0) is None


def write(folder: Path, name: str = "one") -> Path:
    made = msgspec.structs.replace(key(split="test").key, doc=f"{name}.txt")
    (folder / f"{name}.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode() + b"\r\n")
    path = folder / f"{name}.json"
    path.write_bytes(msgspec.json.encode(made))
    return path


def test_loading(tmp_path: Path) -> None:
    path = write(tmp_path)
    gold = load_text(path)
    assert gold.text == TEXT + "\r\n"
    assert [g.name for g in load_gold([tmp_path])] == ["one"]
    assert [g.name for g in load_gold([tmp_path / "one.txt", path])] == ["one"]
    with pytest.raises(UsageError, match="split"):
        load_gold([tmp_path], split="development")


def test_what_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no keys"):
        load_gold([tmp_path])
    with pytest.raises(UsageError, match="does not exist"):
        load_gold([tmp_path / "none"])
    path = write(tmp_path)
    shutil.move(tmp_path / "one.txt", tmp_path / "other.txt")
    with pytest.raises(UsageError, match=r"one\.txt"):
        load_gold([path])
    path.write_text('{"doc": "one.txt", "lang": 3}')
    with pytest.raises(InputError, match="broken"):
        load_gold([path])


def test_a_key_reaches_no_text_outside_its_folder(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "one.txt").write_text("secret")
    path = write(inner)
    made = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode({**made, "doc": "../one.txt"}))
    assert load_text(path).text == TEXT + "\r\n"
