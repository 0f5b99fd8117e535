"""Words for generated reports in three languages: what happened in the first sentences, then what tells of nothing.

The sentences after the first are put together from lists, so that reports of different incidents are no copies of
each other although they are alike.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

__all__ = ["lead", "rest", "title"]

_DAYS: Final = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_MONTHS: Final = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "ar": [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
}
_SIDES: Final = {
    "fr": {"government": "les forces gouvernementales", "opposition": "des rebelles"},
    "en": {"government": "government forces", "opposition": "rebel fighters"},
    "ar": {"government": "قوات النظام", "opposition": "فصائل المعارضة"},
}
_LEADS: Final = {
    "fr": {
        "air_strike": "Des frappes aériennes menées par {side} ont visé {day} {place}",
        "shelling": "{Side} ont bombardé {day} {place} à l'artillerie",
        "armed_clash": "De violents combats ont éclaté {day} à {place} entre l'armée et les rebelles",
        "aid_obstruction": "{Side} ont bloqué {day} un convoi d'aide humanitaire à {place}",
        "abduction": "{Side} ont enlevé {day} un médecin à {place}",
    },
    "en": {
        "air_strike": "Air strikes carried out by {side} hit {place} {day}",
        "shelling": "{Side} shelled {place} {day} with artillery",
        "armed_clash": "Heavy clashes broke out in {place} {day} between the army and rebels",
        "aid_obstruction": "{Side} blocked a humanitarian aid convoy in {place} {day}",
        "abduction": "{Side} abducted a doctor in {place} {day}",
    },
    "ar": {
        "air_strike": "شنت طائرات {side} غارات جوية على {place} {day}",
        "shelling": "قصفت {side} {place} بالمدفعية {day}",
        "armed_clash": "اندلعت اشتباكات عنيفة في {place} {day} بين الجيش والمعارضة",
        "aid_obstruction": "منعت {side} قافلة مساعدات إنسانية في {place} {day}",
        "abduction": "خطفت {side} طبيبا في {place} {day}",
    },
}
_TOLLS: Final = {
    "fr": "Ces attaques ont fait au moins {n} morts, a rapporté un correspondant.",
    "en": "At least {n} people were killed, a correspondent said.",
    "ar": "وقتل {n} أشخاص على الأقل، بحسب مراسل.",
}
_TITLES: Final = {
    "fr": {
        "air_strike": "Frappes sur {place}",
        "shelling": "Bombardements à {place}",
        "armed_clash": "Combats à {place}",
        "aid_obstruction": "Aide bloquée à {place}",
        "abduction": "Un médecin enlevé à {place}",
    },
    "en": {
        "air_strike": "Strikes on {place}",
        "shelling": "Shelling in {place}",
        "armed_clash": "Clashes in {place}",
        "aid_obstruction": "Aid blocked in {place}",
        "abduction": "Doctor abducted in {place}",
    },
    "ar": {
        "air_strike": "غارات على {place}",
        "shelling": "قصف {place}",
        "armed_clash": "اشتباكات في {place}",
        "aid_obstruction": "منع المساعدات في {place}",
        "abduction": "خطف طبيب في {place}",
    },
}
_THINGS: Final = {
    "fr": [
        "le pain",
        "le lait",
        "le fioul",
        "le bois",
        "la farine",
        "le thé",
        "le sucre",
        "le riz",
        "l'eau",
        "le sel",
        "la laine",
        "le savon",
    ],
    "en": ["bread", "milk", "heating oil", "wood", "flour", "tea", "sugar", "rice", "water", "salt", "wool", "soap"],
    "ar": [
        "الخبز",
        "الحليب",
        "المازوت",
        "الحطب",
        "الطحين",
        "الشاي",
        "السكر",
        "الرز",
        "الماء",
        "الملح",
        "الصوف",
        "الصابون",
    ],
}
_WHO: Final = {
    "fr": "un boulanger,une institutrice,un tailleur,une couturière,un épicier,un étudiant,un menuisier,une voisine",
    "en": "a baker,a teacher,a tailor,a dressmaker,a grocer,a student,a carpenter,a neighbour",
    "ar": "خباز,معلمة,خياط,جارة,بقال,طالب,نجار,بائع",
}
_SKIES: Final = {
    "fr": ["un ciel gris", "un vent léger", "une pluie fine", "un froid sec", "une brume épaisse", "un soleil pâle"],
    "en": ["a grey sky", "a light wind", "a fine rain", "a dry cold", "a thick mist", "a pale sun"],
    "ar": ["سماء رمادية", "ريح خفيفة", "مطر ناعم", "برد جاف", "ضباب كثيف", "شمس باهتة"],
}
_REST: Final = {
    "fr": (
        "Le kilo coûte désormais {n} livres pour {thing}, contre {m} pour {other}, raconte {who}.",
        "Sous {sky}, {who} attend {thing} depuis {m} heures près du {n}e immeuble.",
        "La famille compte {m} personnes et partage {thing} et {other} avec {n} voisins.",
        "On trouve {thing} au numéro {n}, mais plus {other} depuis {m} jours, dit {who}.",
    ),
    "en": (
        "A kilo now costs {n} pounds for {thing}, against {m} for {other}, says {who}.",
        "Under {sky}, {who} has waited {m} hours for {thing} near building number {n}.",
        "The family counts {m} people and shares {thing} and {other} with {n} neighbours.",
        "There is {thing} at number {n} but no {other} for {m} days now, says {who}.",
    ),
    "ar": (
        "يبلغ سعر الكيلو {n} ليرة من {thing} مقابل {m} من {other}، يقول {who}.",
        "تحت {sky} ينتظر {who} {thing} منذ {m} ساعات قرب البناء رقم {n}.",
        "تضم العائلة {m} أفراد وتتقاسم {thing} و{other} مع {n} من الجيران.",
        "يوجد {thing} في الرقم {n} ولا يوجد {other} منذ {m} أيام، يقول {who}.",
    ),
}


def lead(
    lang: str,
    act: str,
    day: dt.date,
    published: dt.date,
    place: str,
    side: str,
    toll: int,
) -> str:
    """What happened, and how many died where anybody did. A day within the week is named, another one dated."""
    named = _SIDES[lang][side]
    first = _LEADS[lang][act].format(
        side=named, Side=named[0].upper() + named[1:], place=place, day=_day(lang, day, published)
    )
    return f"{first}. {_TOLLS[lang].format(n=toll)}" if toll else f"{first}."


def title(lang: str, act: str, place: str) -> str:
    """A headline."""
    return _TITLES[lang][act].format(place=place)


def rest(lang: str, dice: random.Random, sentences: int = 5) -> str:
    """Sentences that tell of no incident."""
    who, told = _WHO[lang].split(","), []
    for template in dice.choices(_REST[lang], k=sentences):
        thing, other = dice.sample(_THINGS[lang], 2)
        told.append(
            template.format(
                n=dice.randint(11, 990),
                m=dice.randint(2, 9),
                thing=thing,
                other=other,
                who=dice.choice(who),
                sky=dice.choice(_SKIES[lang]),
            )
        )
    return " ".join(told)


def _day(lang: str, day: dt.date, published: dt.date) -> str:
    if 0 <= (published - day).days < 6:
        named = _DAYS[lang][day.weekday()]
        return {"fr": named, "en": f"on {named}", "ar": f"يوم {named}"}[lang]
    month = _MONTHS[lang][day.month - 1]
    dated = f"{day.day} {month} {day.year}"
    return {"fr": f"le {dated}", "en": f"on {dated}", "ar": f"يوم {dated}"}[lang]
