"""The table of rights, said a second time: role by action by class, 320 cells."""

from __future__ import annotations

from itertools import product

import pytest

from trucewatch.errors import ProtectionError
from trucewatch.protection.rights import ACTIONS, CLASSES, DEFAULT_ROLE, ROLES, audience_of, decide, require
from trucewatch.vocabulary.codes import load_code_list

# One row a role; the columns are the actions, in their order; a letter is a class: p r c x (protected).
EXPECTED = """
                  read  export enter correct ask   approve open audit
public            p     p      -     -       -     -       -    -
partner           p     p      -     -       -     -       -    -
party_submitter   pr    pr     pr    pr      pr    -       -    -
committee_member  pr    p      pr    pr      prcx  prcx    -    pr
guarantor         pr    p      -     -       prcx  prcx    -    pr
observer          prc   pr     prcx  prc     prcx  -       -    -
verifier          prc   prc    prcx  prc     prcx  prcx    -    prc
custodian         prc   -      prcx  -       prcx  -       x    -
auditor           prc   p      -     -       -     -       -    prcx
host_operator     p     p      -     -       -     -       -    p
"""
LETTER = dict(zip("prcx", CLASSES, strict=True))
ROWS = {line.split()[0]: line.split()[1:] for line in EXPECTED.strip().splitlines()[1:]}


@pytest.mark.parametrize(("role", "action"), list(product(ROLES, ACTIONS)))
def test_each_cell_is_as_written_here(role: str, action: str) -> None:
    letters = ROWS[role][ACTIONS.index(action)]
    allowed = {LETTER[letter] for letter in letters if letter != "-"}
    assert {c for c in CLASSES if decide(role, action, c).allowed} == allowed


def test_the_lists_of_codes_are_the_lists_of_the_table() -> None:
    assert set(ROWS) == set(ROLES) == set(load_code_list("access_role").names())
    assert set(ACTIONS) == set(load_code_list("access_action").names())
    assert load_code_list("classification").names() == CLASSES


def test_nobody_reads_a_protected_value_on_a_page_and_only_custodians_open_one() -> None:
    assert not [r for r in ROLES if decide(r, "read", "protected").allowed]
    assert not [r for r in ROLES if decide(r, "export", "protected").allowed]
    assert [r for r in ROLES if decide(r, "open", "protected").allowed] == ["custodian"]
    assert not decide("custodian", "approve", "protected").allowed


@pytest.mark.parametrize("role", ROLES)
def test_who_exports_a_class_may_read_it_and_who_reads_one_reads_those_below(role: str) -> None:
    for number, name in enumerate(CLASSES):
        if decide(role, "export", name).allowed:
            assert decide(role, "read", name).allowed
        if decide(role, "read", name).allowed:
            assert all(decide(role, "read", below).allowed for below in CLASSES[:number])


@pytest.mark.parametrize(
    ("role", "action", "classification"),
    [("root", "read", "public"), ("public", "steal", "public"), ("public", "read", "")],
)
def test_what_no_list_holds_is_refused(role: str, action: str, classification: str) -> None:
    assert not decide(role, action, classification).allowed
    with pytest.raises(ProtectionError):
        require(role, action, classification)


def test_only_public_data_are_for_the_public_and_the_default_reads_no_more_than_it_needs() -> None:
    assert [c for c in CLASSES if decide("public", "read", c).allowed] == ["public"]
    assert audience_of("public") == "public"
    assert audience_of(DEFAULT_ROLE) is None
    with pytest.raises(ProtectionError, match="no such role"):
        audience_of("nobody")
