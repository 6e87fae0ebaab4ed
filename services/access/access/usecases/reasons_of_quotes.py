"""Reasons why nothing comes of a quote, or of a determination, as a problem tells them."""

from collections.abc import Iterable
from datetime import date

from region_policy.language import name_of_day
from wirekit.problems import ReasonGiven
from wirekit.texts import Text


def too_many_providers(most: int) -> ReasonGiven:
    text = Text(
        nl=f"Er loopt al een offerteverzoek bij {most} aanbieders; meer kan niet tegelijk",
        en=f"Quotes are being asked of {most} providers already; more at a time is not possible",
    )
    return ReasonGiven("too-many-providers", text)


def unknown_intensity(allowed: Iterable[str]) -> ReasonGiven:
    names = ", ".join(allowed)
    text = Text(
        nl=f"Deze intensiteit bestaat niet; mogelijk zijn: {names}",
        en=f"There is no such intensity; possible are: {names}",
    )
    return ReasonGiven("intensity-unknown", text)


def no_tariff_for_all(day: date) -> ReasonGiven:
    on = name_of_day(day)
    text = Text(
        nl=f"Op {on.nl} heeft niet elke regel van deze offerte een tarief",
        en=f"On {on.en} not every line of this quote has a tariff",
    )
    return ReasonGiven("no-tariff-on-day", text)


NOT_YOURS_TO_ASK = ReasonGiven(
    "quote-not-yours-to-ask",
    Text(
        nl="In deze regio vraagt deze verwijzer zelf geen offerte",
        en="In this region this referrer does not ask for a quote itself",
    ),
)
NOT_YOURS_TO_AWARD = ReasonGiven(
    "quote-not-yours-to-award",
    Text(
        nl="In deze regio geeft deze verwijzer geen akkoord op een offerte",
        en="In this region this referrer does not award a quote",
    ),
)
NO_SUCH_PROVIDER = ReasonGiven(
    "provider-unknown",
    Text(
        nl="Deze aanbieder is in deze regio niet bekend",
        en="This provider is not known in this region",
    ),
)
ASKED_ALREADY = ReasonGiven(
    "provider-asked-already",
    Text(
        nl="Aan deze aanbieder is al een offerte gevraagd",
        en="This provider has been asked for a quote already",
    ),
)
REASON_FOR_MORE = ReasonGiven(
    "reason-for-more-providers",
    Text(
        nl="Geef een reden om meer dan één aanbieder om een offerte te vragen",
        en="Give a reason for asking more than one provider for a quote",
    ),
)
NO_QUOTES_HERE = ReasonGiven(
    "no-quotes-in-region",
    Text(
        nl="Deze regio werkt niet met offertes",
        en="This region does not work with quotes",
    ),
)
QUOTE_RUNNING = ReasonGiven(
    "quote-running",
    Text(
        nl="Er loopt een offerteverzoek; besluit over de offerte, of trek het verzoek eerst in",
        en="A quote is being asked; award it, or withdraw it first",
    ),
)
QUOTE_EXPIRED = ReasonGiven(
    "quote-expired",
    Text(
        nl="Deze offerte is verlopen; vraag een nieuwe",
        en="This quote has expired; ask for a new one",
    ),
)
STAY_DOES_NOT_FIT = ReasonGiven(
    "stay-longer-than-period",
    Text(
        nl="De etmalen passen niet in de periode",
        en="The etmalen do not fit in the period",
    ),
)
QUOTE_NOT_OPEN = ReasonGiven(
    "quote-not-open",
    Text(
        nl="Dit offerteverzoek hoort niet bij deze aanvraag of loopt niet meer",
        en="This quote request is not of this request, or is open no more",
    ),
)
NO_MEASURE = ReasonGiven(
    "no-measure-in-force",
    Text(
        nl="Zonder lopende maatregel bepaalt de instelling de hulp niet; de toegang beslist",
        en="Without a measure in force the institution does not determine the help; the access desk decides",
    ),
)
PERIOD_OVER = ReasonGiven(
    "quote-period-over",
    Text(
        nl="De periode van deze offerte is voorbij; vraag een nieuwe",
        en="The period of this quote is over; ask for a new one",
    ),
)
ANSWER_TERM_OVER = ReasonGiven(
    "answer-term-over",
    Text(
        nl="De termijn om te antwoorden is voorbij",
        en="The term for an answer is over",
    ),
)
DETERMINED_OTHERWISE = ReasonGiven(
    "determined-otherwise",
    Text(
        nl="De instelling heeft dit anders bepaald; alleen zij kan dat veranderen",
        en="The institution has determined this otherwise; only it can change that",
    ),
)
NOT_YOURS_TO_WITHDRAW = ReasonGiven(
    "quote-not-yours-to-withdraw",
    Text(
        nl="Zolang de maatregel loopt, trekt alleen de instelling dit offerteverzoek in",
        en="While the measure is in force only the institution withdraws this quote request",
    ),
)
