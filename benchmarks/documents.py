"""Generated dispatches for measurements: plausible, varied, with a seed; no text of anybody's."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Dispatch", "dispatches"]

_PLACES = {
    "fr": ("Alep", "Idleb", "Hama", "Homs", "Alep-Est", "Chaar", "Hanano", "Damas", "Deraa", "Raqqa"),
    "en": ("Aleppo", "Idlib", "Hama", "Homs", "east Aleppo", "Shaar", "Hanano", "Damascus", "Daraa", "Raqqa"),
    "ar": ("حلب", "إدلب", "حماة", "حمص", "حلب الشرقية", "الشعار", "هنانو", "دمشق", "درعا", "الرقة"),
}
_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_SENTENCES = {
    "fr": (
        "Au moins {n} civils, dont {m} enfants, ont été tués {day} dans des frappes sur {place}, selon l'OSDH.",
        "Les forces gouvernementales ont bombardé {day} des quartiers de {place}, a indiqué un correspondant.",
        "« Nous ne quitterons pas {place} », a affirmé à l'AFP un responsable rebelle.",
        "L'agence officielle Sana a rapporté la mort de {n} personnes dans des tirs de roquettes rebelles sur {place}.",
        "De violents combats opposaient {day} l'armée aux insurgés près de {place}.",
        "L'ONU a appelé à une trêve humanitaire de 48 heures pour permettre l'entrée de l'aide.",
        "Plus de {k} personnes ont fui {place} depuis le début de l'offensive, d'après l'ONU.",
        "Un convoi de {m} camions d'aide est entré {day} à {place}, a annoncé le Croissant-Rouge.",
        "La Russie a démenti avoir mené des raids sur {place}.",
        "Les prix du pain ont doublé en un an et le temps reste froid dans la région, selon des habitants.",
    ),
    "en": (
        "At least {n} civilians, including {m} children, were killed on {day} in air strikes on {place}, SOHR said.",
        "Government forces shelled several districts of {place} on {day}, a Reuters witness said.",
        '"We will not leave {place}," a rebel official told Reuters.',
        "State news agency SANA reported that {n} people died when rebels fired rockets at {place}.",
        "Heavy clashes between the army and rebels continued near {place} on {day}.",
        "The United Nations called for a 48-hour humanitarian pause to let aid in.",
        "More than {k} people have fled {place} since the offensive began, according to the UN.",
        "A convoy of {m} aid trucks entered {place} on {day}, the Red Crescent said.",
        "Russia denied carrying out raids on {place}.",
        "Bread prices have doubled in a year and the weather remains cold, residents said.",
    ),
    "ar": (
        "قتل {n} مدنيا بينهم {m} أطفال يوم {day} في غارات جوية على {place}، بحسب المرصد السوري لحقوق الإنسان.",
        "قصفت قوات النظام يوم {day} أحياء عدة في {place}، وفق مراسل وكالة فرانس برس.",
        "وقال مسؤول في المعارضة «لن نغادر {place}».",
        "أفادت وكالة سانا بمقتل {n} أشخاص جراء سقوط قذائف صاروخية على {place}.",
        "دارت اشتباكات عنيفة بين الجيش والفصائل قرب {place} يوم {day}.",
        "دعت الأمم المتحدة إلى هدنة إنسانية لمدة 48 ساعة لإدخال المساعدات.",
        "نزح أكثر من {k} شخص من {place} منذ بدء الهجوم، بحسب الأمم المتحدة.",
        "دخلت قافلة من {m} شاحنة مساعدات إلى {place} يوم {day}.",
        "نفت روسيا شن غارات على {place}.",
        "ارتفعت أسعار الخبز وبقي الطقس باردا في المنطقة.",
    ),
}


@dataclass(frozen=True)
class Dispatch:
    """One generated text: its language, its day of publication and its words."""

    lang: str
    published: dt.date
    source: str
    text: str


def dispatches(number: int, *, seed: int, sentences: int = 12) -> Iterator[Dispatch]:
    """``number`` dispatches of ``sentences`` sentences each, half French, the rest English and Arabic."""
    rng = random.Random(seed)
    outlets = ("afp", "reuters", "sana", "sohr", "rt", "enab-baladi")
    for _ in range(number):
        lang = rng.choice(("fr", "fr", "en", "ar"))
        day = dt.date(2016, 9, 1) + dt.timedelta(days=rng.randrange(120))
        lines = [
            template.format(
                n=rng.randint(3, 90),
                m=rng.randint(2, 9),
                k=rng.randint(2, 90) * 1000,
                day=rng.choice(_DAYS[lang]),
                place=rng.choice(_PLACES[lang]),
            )
            for template in rng.choices(_SENTENCES[lang], k=sentences)
        ]
        paragraphs = "\n\n".join(" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3))
        yield Dispatch(lang, day, rng.choice(outlets), paragraphs)
