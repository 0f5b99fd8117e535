"""Protected objects and weapons named in the clause of an event."""

from __future__ import annotations

from trucewatch.reading.event_places import undergone_zones
from trucewatch.reading.found import FoundPlace
from trucewatch.reading.scene import Scene, Zone
from trucewatch.reading.triggers import Trigger
from trucewatch.vocabulary.claims import ProtectedObject, WeaponCode

__all__ = ["objects_of", "weapon_of"]

_ARMED_ACTS = frozenset({
    "attack", "bombardment", "air_strike", "drone_strike", "shelling", "missile_strike", "small_arms_fire",
    "sniper_fire", "ied", "suicide_attack", "landmine_uxo", "chemical_attack", "naval_fire", "air_defence_fire",
    "explosion", "killing", "heavy_weapons_in_zone", "mine_laying", "arms_transfer", "armed_clash",
})  # fmt: skip
_NO_OBJECTS = frozenset({
    "talks", "talks_broken_off", "draft_resolution", "resolution_adopted", "resolution_vetoed", "agreement_signed",
    "ceasefire_agreed", "ceasefire_in_force", "ceasefire_ended", "ceasefire_extended", "ceasefire_violated",
    "legislation", "sanctions", "withdrawal", "territory_gain", "prisoner_exchange", "prisoner_release", "siege",
})  # fmt: skip


def _clause(trigger: Trigger) -> Zone:
    if trigger.group is not None:
        return (trigger.subject[0], trigger.zone[1])
    reach = trigger.reach[1] if trigger.predicate is not None and not trigger.relative else 0
    return (trigger.first, max(trigger.zone[1], reach))


def objects_of(
    scene: Scene, trigger: Trigger, site: FoundPlace | None = None
) -> tuple[tuple[ProtectedObject, int, int], ...]:
    """Codes of protected objects in the clause with their spans, each code once; with those that the name of the
    ``site`` tells where it happened (*the Saria Hassoun school*)."""
    if trigger.act in _NO_OBJECTS:
        return ()
    zones = [_clause(trigger), *undergone_zones(scene, trigger)]
    if site is not None:
        zones.append((scene.text.token_at(site.start), scene.text.token_at(site.end)))
    found: dict[str, tuple[ProtectedObject, int, int]] = {}
    for zone in zones:
        for match in scene.lex.objects.find(scene.tokens, *zone):
            for code in match.value:
                if code is not None:
                    found.setdefault(code, (code, match.start, match.end))  # type: ignore[arg-type]  # codes of objects.yaml
    return tuple(found.values())


def weapon_of(scene: Scene, trigger: Trigger) -> tuple[WeaponCode, int, int] | None:
    """The weapon named in the clause, the nearest to the trigger."""
    if trigger.act not in _ARMED_ACTS:
        return None
    best: tuple[int, str, int, int] | None = None
    for match in scene.lex.weapons.find(scene.tokens, *_clause(trigger)):
        for code in match.value:
            if code is None:
                continue
            distance = (
                0 if match.first < trigger.last and match.last > trigger.first else abs(match.first - trigger.first)
            )
            if best is None or distance < best[0]:
                best = (distance, code, match.start, match.end)
    return (best[1], best[2], best[3]) if best else None  # type: ignore[return-value]  # codes of weapons.yaml
