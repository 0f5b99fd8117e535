"""Names agree when they share their telling words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.evaluation.names import names_agree, same_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, None),
        ("l'ONU", "ONU"),
        ("Etats-Unis", "les États-Unis"),
        ("ministre russe Lavrov", "le ministre russe des affaires étrangères Sergueï Lavrov"),
        ("ministre Lavrov", "Sergueï Lavrov"),
        ("insurgés", "des groupes insurgés"),
        ("Alep-Est", "l'est d'Alep"),
        ("the Syrian Observatory", "Syrian Observatory for Human Rights"),
        ("rebel", "rebels"),
        ("الجيش السوري", "والجيش السوري"),
        ("للأمم المتحدة", "الأمم المتحدة"),
        ("القوات الحكومية", "قوات حكومية"),
        ("إدلب", "ادلب"),
        ("président", "le président"),
    ],
)
def test_the_same_by_other_words(one: str | None, other: str | None) -> None:
    assert names_agree(one, other)
    assert names_agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, "ONU"),
        ("armée syrienne", "armée russe"),
        ("ministre russe", "ministre français"),
        ("président Assad", "président Poutine"),
        ("Hamas", "Hezbollah"),
        ("الجيش السوري", "الجيش اللبناني"),
        ("", "ONU"),
        ("…", "ONU"),
    ],
)
def test_others(one: str | None, other: str | None) -> None:
    assert not names_agree(one, other)
    assert not names_agree(other, one)


def test_lists_pair_one_to_one() -> None:
    assert same_names((), ())
    assert same_names(("Moscou", "Washington"), ("Washington", "Moscou"))
    assert not same_names(("Moscou", "Moscou"), ("Washington", "Moscou"))
    assert not same_names(("Moscou",), ())
    # "rebelles" agrees with both, "rebelles syriens" with the first alone: the earlier pair has to give way
    assert same_names(("rebelles", "rebelles syriens"), ("rebelles syriens", "rebelles libyens"))
    assert not same_names(("rebelles syriens", "rebelles syriens"), ("rebelles syriens", "rebelles libyens"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_agreement_is_symmetric(one: str, other: str) -> None:
    assert names_agree(one, other) == names_agree(other, one)
