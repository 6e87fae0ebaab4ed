"""Slips in a policy whose every value is possible, and that could never work together."""

from .slips import Slip

SLIPS_OF_SENSE = {
    # Tariffs and durations.
    "an intensity without a tariff on the first day": Slip(
        "from: 2022-01-01, cents_per_etmaal",
        "from: 2022-01-02, cents_per_etmaal",
        "from: 2022-01-02, cents_per_etmaal",
        "intensities.living.list.0.tariffs.0.from",
        "on or before 2022-01-01",
    ),
    "a product without a tariff on the first day": Slip(
        "from: 2022-01-01, cents: 8000",
        "from: 2022-01-02, cents: 8000",
        "from: 2022-01-02, cents: 8000",
        "products.list.1.tariffs.0.from",
        "on or before 2022-01-01",
    ),
    "a budget that runs past the hard duration of its route": Slip(
        "- route: choice-budget\n    funding: effort\n",
        "- route: choice-budget\n    funding: effort\n    longest: {days: 100, firmness: hard}\n",
        "longest: {days: 100",
        "route_rules.2.longest.days",
        "is shorter than the 364 days of the budget large",
    ),
    "a budget that nobody opens": Slip(
        "budgets: [small, large]",
        "budgets: [small]",
        "id: large",
        "choice_budgets.list.1.id",
        "open to nobody",
    ),
    "more than eight weeks to decide": Slip(
        "length: 56", "length: 57", "length: 57", "terms.decision.length", "up to and including 56"
    ),
    # Preconditions.
    "a place of a quote": Slip(
        "    rule: family-group-plan\n    routes: [choice-budget,",
        "    rule: place-elsewhere\n    routes: [quote,",
        "rule: place-elsewhere",
        "settings.1.rule",
        "has no place of its own",
    ),
    "a duration that is asked twice": Slip(
        "rule: view-professional, firmness: soft",
        "rule: longest-duration, firmness: soft",
        "rule: longest-duration",
        "referrers.0.routes.5.preconditions.2.rule",
        "follows from longest in route_rules",
    ),
    "a form of no stay": Slip(
        "[living-group]",
        "[living-group, online]",
        "online]",
        "referrers.0.routes.4.preconditions.3.help_forms.1",
        "allowed: foster-care",
    ),
    "an age that nobody has": Slip(
        "from_age: 16",
        "from_age: 23",
        "from_age: 23",
        "referrers.0.routes.3.preconditions.1.from_age",
        "up to and including 22",
    ),
    "a list without an item that must be answered": Slip(
        """mandatory: true}
      - {id: at-home, domain: home, name: {nl: hoe is het thuis, en: how is it at home}, mandatory: true}
""",
        """mandatory: false}
      - {id: at-home, domain: home, name: {nl: hoe is het thuis, en: how is it at home}}
""",
        "rule: weighing-list",
        "referrers.0.routes.1.preconditions.0.rule",
        "no item of desk.weighing is mandatory",
    ),
    # Who has what.
    "a doctor whom a municipality closes out": Slip(
        "    referrer: family\n    route: task-based\n    allowed",
        "    referrer: general-practitioner\n    route: task-based\n    allowed",
        "    referrer: general-practitioner",
        "settings.2.referrer",
        "allowed: municipality, family",
    ),
    "no rule of the municipality": Slip(
        "  - referrer: municipality\n",
        "  - referrer: medical-specialist\n",
        "referrers:",
        "referrers",
        "must have a rule of municipality",
    ),
    "a quote that is awarded by who has none": Slip(
        "awarded_by: [municipality]",
        "awarded_by: [municipality, family]",
        "awarded_by: [municipality, family]",
        "quotes.awarded_by.1",
        "allowed: municipality",
    ),
    "an order that hides a way to a stay": Slip(
        "[stay, national-arrangement, product, quote]",
        "[stay, national-arrangement]",
        "only_stay_asked",
        "first_offered.only_stay_asked",
        "routes to a stay: product, quote",
    ),
    "a product that nobody buys": Slip(
        "    - {form: highly-specialist, level: national}\n",
        "",
        "{id: far-clinic",
        "products.list.3.buying",
        "nobody buys highly-specialist here; allowed: ambulatory, living",
    ),
    "a bed by the minute": Slip(
        "unit: etmaal",
        "unit: minute",
        "unit: minute, tariffs: [{from: 2022-01-01, cents: 45000",
        "products.list.3.unit",
        "allowed: etmaal",
    ),
    "a product for a whole population": Slip(
        'category: "44", funding: availability',
        'category: "44", funding: population',
        "funding: population}",
        "products.list.0.funding",
        "nothing is granted by name",
    ),
    # Bounds and words.
    "more cents than there are": Slip(
        "cents: 45000",
        "cents: 1000000000001",
        "cents: 1000000000001",
        "products.list.3.tariffs.0.cents",
        "1000000000000",
    ),
    "a table of nothing": Slip(
        'own: {"0957": hard}', "own: ~", "own: ~", "settings.0.own", "leave it out where there are none"
    ),
    "a key that is no code": Slip(
        'own: {"0957": hard}',
        "own: {Roermond: hard}",
        "own: {Roermond",
        "settings.0.own.Roermond",
        "four digits",
    ),
    "prolonged help past the law": Slip(
        "until_age: 23",
        "until_age: 24",
        "until_age: 24",
        "desk.adulthood.prolonged.until_age",
        "by law at most 23",
    ),
}
