"""Slips of the pen in a policy that says all that can be said: settings, the desk's work, money."""

from .slips import Slip

SLIPS_OF_THE_DESK = {
    # Settings.
    "a setting of an unknown kind": Slip(
        "kind: decision-term",
        "kind: mood",
        "kind: mood",
        "settings.3.kind",
        "allowed: precondition, route, decision-term",
    ),
    "a setting without a kind": Slip(
        "- kind: route\n    referrer",
        "- referrer",
        "  - referrer: family",
        "settings.2.kind",
        "is missing; allowed: precondition, route",
    ),
    "a setting with a key of another kind": Slip(
        "    at_least: 14\n",
        "    at_least: 14\n    route: stay\n",
        "    route: stay",
        "settings.3.route",
        "allowed here: source, illustrative, kind, at_least, at_most, own",
    ),
    "a setting given twice": Slip(
        "  - kind: decision-term\n    at_least: 14\n",
        "  - kind: decision-term\n    at_least: 1\n    at_most: 2\n"
        "    source: {requirement: LAW-05, document: plan, section: '13', status: adopted, "
        "reading: {nl: Kort., en: Short.}}\n"
        "  - kind: decision-term\n    at_least: 14\n",
        "- kind: decision-term",
        "settings.4",
        "given twice",
    ),
    "a setting outside what the region allows": Slip(
        '{"0917": hard, "0935": soft}',
        '{"0917": hard, "0935": noted}',
        '"0935": noted',
        "settings.1.own.0935",
        "allows: not-asked, soft, hard",
    ),
    "a default outside what the region allows": Slip(
        "allowed: [true, false]", "allowed: [false]", "default: true", "settings.2.default", "allows: false"
    ),
    "a setting of a municipality of elsewhere": Slip(
        'own: {"0957": false}',
        'own: {"0200": false}',
        '"0200": false',
        "settings.2.own.0200",
        "not one of the municipalities",
    ),
    "a setting of a route that the file does not open": Slip(
        "route: task-based\n    allowed",
        "route: quote\n    allowed",
        "    route: quote",
        "settings.2.route",
        "does not open quote to family",
    ),
    "a setting of what the desk does not decide": Slip(
        "routes: [choice-budget, product, stay]",
        "routes: [choice-budget, freely-accessible]",
        "[choice-budget, freely",
        "settings.1.routes.1",
        "decides nothing on freely-accessible; allowed: choice-budget",
    ),
    "a setting of a rule of the frame": Slip(
        "rule: family-group-plan",
        "rule: ambulatory-weighed",
        "rule: ambulatory-weighed",
        "settings.1.rule",
        "hard for the whole region on stay",
    ),
    "a decision term that is longer than the region's": Slip(
        "at_most: 42", "at_most: 57", "at_most: 57", "settings.3.at_most", "the region's 56"
    ),
    "a decision term of one municipality that is too short": Slip(
        '{"0983": 28}', '{"0983": 13}', '"0983": 13', "settings.3.own.0983", "between 14 and 42"
    ),
    # The desk.
    "a triage without a lane": Slip(
        "urgency: low", "urgency: high", "lanes:", "desk.triage.lanes", "must also have: low"
    ),
    "a lane given twice": Slip(
        "urgency: low", "urgency: high", "- urgency: high", "desk.triage.lanes.2.urgency", "given twice"
    ),
    "an item of the weighing list given twice": Slip(
        "id: free-time", "id: at-home", "{id: at-home", "desk.weighing.list.3.id", "given twice"
    ),
    "an item of no part of life": Slip(
        "domain: leisure",
        "domain: pets",
        "domain: pets",
        "desk.weighing.list.3.domain",
        "'safety', 'home', 'school' or 'leisure'",
    ),
    "reviews that go back": Slip(
        "after_days: [90, 180]",
        "after_days: [90, 90]",
        "[90, 90]",
        "desk.reviews.after_days.1",
        "above the one before it (90)",
    ),
    "a renewal that is watched from the start": Slip(
        "watched_from: 3",
        "watched_from: 0",
        "watched_from: 0",
        "desk.renewals.watched_from",
        "greater than 0",
    ),
    "a signal before eighteen given twice": Slip(
        "[12, 6]", "[12, 12]", "[12, 12]", "desk.adulthood.signal_months_before.1", "given twice"
    ),
    "prolonged help that ends where ordinary help does": Slip(
        "until_age: 23",
        "until_age: 18",
        "until_age: 18",
        "desk.adulthood.prolonged.until_age",
        "must be at least 19, since ordinary help is given at 17",
    ),
    "prolonged help with a ground twice": Slip(
        "{id: measure, name: {nl: een",
        "{id: begun-before, name: {nl: een",
        "{id: begun-before",
        "desk.adulthood.prolonged.grounds.1.id",
        "given twice",
    ),
    "a transition that goes back": Slip(
        "after_model_days: 182",
        "after_model_days: -1",
        "after_model_days: -1",
        "desk.transition.after_model_days",
        "greater than or equal to 0",
    ),
    "a duty to accept without its list": Slip(
        "refusal_grounds: [{id: full, name: {nl: vol, en: full}}]",
        "refusal_grounds: []",
        "refusal_grounds: []",
        "desk.acceptance.refusal_grounds",
        "closed list",
    ),
    "nights away that are text": Slip(
        "kept_nights: 14", "kept_nights: two", "kept_nights: two", "desk.absence.kept_nights", "whole number"
    ),
    "a signal past the whole": Slip(
        "[75, 90]", "[75, 101]", "[75, 101]", "desk.account_signals.at_percent.1", "less than or equal to 100"
    ),
    "signals that go back": Slip(
        "[75, 90]", "[90, 75]", "[90, 75]", "desk.account_signals.at_percent.1", "above the one before it"
    ),
    "free help given twice": Slip(
        "{id: course-for-parents",
        "{id: walk-in",
        "{id: walk-in",
        "desk.free_provisions.list.1.id",
        "given twice",
    ),
    "free help elsewhere": Slip(
        'municipalities: ["0935"]}',
        'municipalities: ["0200"]}',
        'municipalities: ["0200"]',
        "desk.free_provisions.list.1.municipalities.0200",
        "not one of the municipalities",
    ),
    # Frames and norms.
    "thresholds that go back": Slip(
        "[80, 100]", "[100, 80]", "[100, 80]", "frames.thresholds_percent.1", "above the one before it (100)"
    ),
    "a frame of a municipality of elsewhere": Slip(
        '- municipality: "0935"',
        '- municipality: "0200"',
        '- municipality: "0200"',
        "frames.list.0.municipality",
        "not one of the municipalities",
    ),
    "a line of a frame given twice": Slip(
        "{id: savings",
        '{id: "2201"',
        '{id: "2201", name: {nl: taak',
        "frames.list.0.lines.1.id",
        "given twice",
    ),
    "a form of care that two lines count": Slip(
        "counts: []",
        "counts: [ambulatory]",
        "{id: savings",
        "frames.list.0.lines.1.counts",
        "each counts once",
    ),
    "a year of a line given twice": Slip(
        "{year: 2023,", "{year: 2022,", '{id: "2201"', "frames.list.0.lines.0.years.1.year", "given twice"
    ),
    "an amount that is no whole number": Slip(
        "cents: -5000000", "cents: -5.5", "cents: -5.5", "frames.list.0.lines.1.years.0.cents", "whole number"
    ),
    "a tariff that is not what its norms give": Slip(
        "cents_per_hour: 7500,",
        "cents_per_hour: 7501,",
        "7501",
        "function_groups.list.0.tariffs.0.cents_per_hour",
        "is 7501, but its norms give 7500",
    ),
}
