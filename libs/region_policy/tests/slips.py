"""Slips of the pen in the policy of the trial district, each with what must be told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """One slip of the pen: what stands in the file, what was written instead, and what must be told.

    `at` is the text that ends on the line that must be named.
    """

    old: str
    new: str
    at: str
    field: str
    message: str


SLIPS = {
    "an unknown section": Slip(
        "ages:\n", "colour: red\n\nages:\n", "colour: red", "colour", "allowed here: reg"
    ),
    "an unknown key": Slip(
        "      ceiling_cents: 20002",
        "      ceiling: 1\n      ceiling_cents: 20002",
        "ceiling: 1",
        "choice_budgets.list.1.ceiling",
        "allowed here: id, name, ceiling_cents",
    ),
    "a missing section": Slip(
        "name: {nl: de Proefstreek", "# {nl: de Proefstreek", "region: proefstreek", "name", "is missing"
    ),
    "a missing key": Slip("  youngest: 4\n", "", "ages:", "ages.youngest", "is missing"),
    "a number that is text": Slip(
        "ceiling_cents: 20002",
        'ceiling_cents: "20002"',
        '"20002"',
        "choice_budgets.list.1.ceiling_cents",
        "whole number",
    ),
    "an amount that is no whole number": Slip(
        "ceiling_cents: 20002",
        "ceiling_cents: 200.02",
        "200.02",
        "choice_budgets.list.1.ceiling_cents",
        "whole number",
    ),
    "an amount of nothing": Slip(
        "ceiling_cents: 20002",
        "ceiling_cents: 0",
        "ceiling_cents: 0",
        "choice_budgets.list.1.ceiling_cents",
        "greater than 0",
    ),
    "a code without quotes": Slip('- "0200"', "- 0200", "- 0200", "municipalities.list.0", "quotes"),
    "a day that does not exist": Slip(
        "date: 2021-05-01", "date: 2021-02-30", "2021-02-30", "documents.0.date", "written as 2022-01-31"
    ),
    "a status that does not exist": Slip(
        "01, status: intended",
        "01, status: perhaps",
        "perhaps",
        "documents.0.status",
        "'adopted', 'intended' or 'discussed'",
    ),
    "a list where a block belongs": Slip(
        "  - {id: trial-decision, title",
        "  - [id: trial-decision, title",
        "[id: trial-decision",
        "",
        "is not valid YAML",
    ),
    "a block that is text": Slip(
        "reading: {nl: De proef is voor 4 tot en met 15 jaar., en: The trial is for ages 4 to 15.}",
        "reading: law",
        "reading: law",
        "ages.source.reading",
        "must be a block with the fields: nl, en",
    ),
    "a key given twice": Slip(
        "  youngest: 4",
        "  youngest: 4\n  youngest: 5",
        "youngest: 5",
        "ages.youngest (again)",
        "is given twice; first on line",
    ),
    "a budget id given twice": Slip(
        "id: step-3", "id: step-2", "id: step-2", "choice_budgets.list.2.id", "given twice"
    ),
    "a form of coverage given twice": Slip(
        "forms: [at-home, school,",
        "forms: [at-home, at-home,",
        "at-home, at-home,",
        "landscape.coverage.forms.1",
        "given twice",
    ),
    "a document given twice": Slip(
        "documents:\n",
        "documents:\n  - {id: trial-decision, title: Oud, body: raad, date: 2020-05-01, status: intended}\n",
        "title: Proefbesluit",
        "documents.1.id",
        "given twice",
    ),
    "a municipality given twice": Slip(
        '- "0344"', '- "0200"', '- "0200"', "municipalities.list.1", "given twice"
    ),
    "a municipality that does not exist": Slip(
        '- "1680"', '- "9999"', '- "9999"', "municipalities.list.2", "no municipality"
    ),
    "a declared number of budgets that differs": Slip(
        "declared: 8", "declared: 7", "declared: 7", "choice_budgets.declared", "says 7, but the list has 8"
    ),
    "a declared number of municipalities that differs": Slip(
        "declared: 3", "declared: 4", "declared: 4", "municipalities.declared", "says 4, but the list has 3"
    ),
    "a function in no group": Slip(
        "functions: [coach, mentor]",
        "functions: [coach]",
        "{id: mentor",
        "functions.list.1.id",
        "in no function group",
    ),
    "a function in two groups": Slip(
        "functions: [therapist]",
        "functions: [therapist, coach]",
        "{id: coach",
        "functions.list.0.id",
        "in 2 function groups (helpers, healers)",
    ),
    "a function outside the catalogue": Slip(
        "functions: [therapist]",
        "functions: [therapist, pilot]",
        "pilot",
        "function_groups.list.1.functions.1",
        "not in the list",
    ),
    "a budget reference that does not exist": Slip(
        "budgets: [step-8]",
        "budgets: [step-9]",
        "[step-9]",
        "referrers.1.routes.0.budgets.0",
        "allowed: step-1, step-2",
    ),
    "tariffs that do not ascend": Slip(
        "        - {from: 2022-01-01, cents_per_hour: 5001}\n",
        "        - {from: 2022-01-01, cents_per_hour: 5001}\n"
        "        - {from: 2021-01-01, cents_per_hour: 4}\n",
        "cents_per_hour: 4}",
        "function_groups.list.0.tariffs.1.from",
        "must be after 2022-01-01",
    ),
    "a group without a tariff": Slip(
        "      tariffs:\n        - {from: 2022-01-01, cents_per_hour: 5001}\n",
        "      tariffs: []\n",
        "tariffs: []",
        "function_groups.list.0.tariffs",
        "at least one item",
    ),
    "a file name that is not its first day": Slip(
        "valid_from: 2022-01-01\n\nappr",
        "valid_from: 2022-01-02\n\nappr",
        "2022-01-02",
        "valid_from",
        "the file is 2022-01-01.yaml",
    ),
    "a region that is not its folder": Slip(
        "region: proefstreek", "region: elsewhere", "region: elsewhere", "region", "the folder is proefstreek"
    ),
    "a document that does not exist": Slip(
        "requirement: IJS-05\n    document: trial-decision",
        "requirement: IJS-05\n    document: hearsay",
        "document: hearsay",
        "ages.source.document",
        "allowed: trial-decision",
    ),
    "a budget that ends before it begins": Slip(
        "      valid_to: null\n    - id: step-2",
        "      valid_to: 2021-12-31\n    - id: step-2",
        "valid_to: 2021-12-31",
        "choice_budgets.list.0.valid_to",
        "must not be before valid_from",
    ),
    "an intensity id in both kinds": Slip(
        "id: closed-bed", "id: home", "id: home", "intensities.residential.list.1.id", "living intensity too"
    ),
    "a referrer with a rule too many": Slip(
        "referrer: youth-doctor",
        "referrer: municipality",
        "referrer: municipality\n    measure",
        "referrers.2.measure",
        "already has a rule",
    ),
    "an institution with one case twice": Slip(
        "measure: none", "measure: in-force", "measure: in-force", "referrers.4.measure", "already has a rule"
    ),
    "a referrer with a rule for one case only": Slip(
        "referrer: youth-doctor\n    measure: any",
        "referrer: youth-doctor\n    measure: none",
        "referrer: youth-doctor\n    measure: none",
        "referrers.2.measure",
        "no rule for the other case",
    ),
    "a budget on a route without one": Slip(
        "      - route: quote\n        settled_by: desk\n",
        "      - route: quote\n        settled_by: desk\n        budgets: [step-1]\n",
        "budgets: [step-1]",
        "referrers.0.routes.1.budgets",
        "takes no choice budget",
    ),
    "a budget route without a budget": Slip(
        "budgets: [step-8]",
        "budgets: []",
        "budgets: []",
        "referrers.1.routes.0.budgets",
        "at least one choice budget",
    ),
    "a precondition where no desk decides": Slip(
        "      - route: stay\n        settled_by: referrer\n",
        "      - route: stay\n        settled_by: referrer\n        preconditions:\n"
        "          - {rule: intended-result, firmness: hard}\n",
        "        settled_by: referrer\n        preconditions",
        "referrers.0.routes.2.preconditions",
        "only the desk",
    ),
    "a weighing list that is asked and is not there": Slip(
        "          - {rule: intended-result, firmness: hard}\n",
        "          - {rule: intended-result, firmness: hard}\n"
        "          - {rule: weighing-list, firmness: hard}\n",
        "rule: weighing-list",
        "referrers.0.routes.0.preconditions.1.rule",
        "desk.weighing has no list",
    ),
    "an open route that no order names": Slip(
        "simple: [quote, stay, choice-budget]",
        "simple: [quote, stay]",
        "simple:",
        "first_offered.simple",
        "choice-budget",
    ),
    "ages upside down": Slip(
        "oldest: 15", "oldest: 3", "oldest: 3", "ages.oldest", "must not be below youngest (4)"
    ),
    "an alias": Slip(
        "  simple: [quote, stay, choice-budget]\n  complex: [stay, choice-budget, quote]",
        "  simple: &order [quote, stay, choice-budget]\n  complex: *order",
        "complex: *order",
        "",
        "write the value out",
    ),
}
