"""Slips of the pen in a policy that says all that can be said: approval, routes, products, buyers."""

from .slips import Slip

SLIPS_OF_ROUTES = {
    # Approval and documents.
    "an approval by one office": Slip(
        "    - {id: money, name: {nl: financiën, en: finance}, on: 2021-10-02}\n",
        "",
        "  offices:",
        "approval.offices",
        "at least 2 items",
    ),
    "an approval by the same office twice": Slip(
        "id: money", "id: care", "{id: care, name: {nl: financiën", "approval.offices.1.id", "given twice"
    ),
    "no approval": Slip("approval:\n", "approved:\n", "region: kunstland", "approval", "is missing"),
    "a document that nobody decided": Slip(
        "body: de raad van Kunstland, ", "", "- {id: plan", "documents.0.body", "is missing"
    ),
    # Routes.
    "a route that does not exist": Slip(
        "- route: product\n        settled_by: desk",
        "- route: detour\n        settled_by: desk",
        "route: detour",
        "referrers.0.routes.3.route",
        "'choice-budget'",
    ),
    "a route that is described twice": Slip(
        "  - route: quote\n    funding",
        "  - route: choice-budget\n    funding",
        "  - route: choice-budget",
        "route_rules.3.route",
        "given twice",
    ),
    "an open route without a description": Slip(
        "  - route: one-off-contract\n    funding",
        "  - route: left-to-provider\n    funding",
        "route_rules:",
        "route_rules",
        "must also describe the open routes: one-off-contract",
    ),
    "a route that is described and open to nobody": Slip(
        "  - route: one-off-contract\n    funding",
        "  - route: left-to-provider\n    funding",
        "- route: left-to-provider",
        "route_rules.6.route",
        "open to no referrer",
    ),
    "a ground that is asked and not listed": Slip(
        "    grounds:\n      - {id: complex, name: {nl: ingewikkeld, en: complex}}\n"
        "      - {id: rare, name: {nl: zeldzaam, en: rare}, illustrative: true}\n",
        "    grounds: []\n",
        "grounds: []",
        "route_rules.3.grounds",
        "must have a ground",
    ),
    "a ground given twice": Slip(
        "{id: rare",
        "{id: complex",
        "{id: complex, name: {nl: zeld",
        "route_rules.3.grounds.1.id",
        "given twice",
    ),
    "a way of funding that does not exist": Slip(
        "  - route: stay\n    funding: effort",
        "  - route: stay\n    funding: hope",
        "funding: hope",
        "route_rules.5.funding",
        "'availability', 'effort', 'result' or 'population'",
    ),
    "task-based help that is not paid by population": Slip(
        "funding: population\n",
        "funding: effort\n",
        "- route: task-based\n    funding: effort",
        "route_rules.1.funding",
        "belong together",
    ),
    "a longest duration of no days": Slip(
        "days: 365", "days: 0", "days: 0", "route_rules.4.longest.days", "greater than 0"
    ),
    "an early start without its term": Slip(
        "        length: 5\n        unit: working-days\n",
        "        length: 5\n",
        "register_within:",
        "route_rules.1.early_start.register_within.unit",
        "is missing",
    ),
    "task-based help that the desk settles": Slip(
        "settled_by: provider",
        "settled_by: desk",
        "- route: task-based\n        settled_by: desk",
        "referrers.1.routes.1.settled_by",
        "must be provider",
    ),
    "free help that the referrer settles": Slip(
        "settled_by: nobody",
        "settled_by: referrer",
        "- route: freely-accessible\n        settled_by: referrer",
        "referrers.0.routes.0.settled_by",
        "must be nobody",
    ),
    "a quote that nobody settles": Slip(
        "- route: quote\n        settled_by: desk",
        "- route: quote\n        settled_by: nobody",
        "- route: quote\n        settled_by: nobody",
        "referrers.0.routes.2.settled_by",
        "must be referrer or desk",
    ),
    "a precondition of an age that is text": Slip(
        "from_age: 16}",
        "from_age: sixteen}",
        "from_age: sixteen}",
        "referrers.0.routes.3.preconditions.1.from_age",
        "whole number",
    ),
    "a precondition of a form that does not exist": Slip(
        "help_forms: [living-group]",
        "help_forms: [tent]",
        "[tent]",
        "referrers.0.routes.4.preconditions.3.help_forms.0",
        "'living-group'",
    ),
    "a firmness that does not exist": Slip(
        "{rule: view-family, firmness: noted}",
        "{rule: view-family, firmness: firm}",
        "firmness: firm}",
        "referrers.0.routes.1.preconditions.3.firmness",
        "'hard', 'soft' or 'noted'",
    ),
    "a determination that does not bind the desk": Slip(
        "    binds_desk: true\n",
        "",
        "en: A product.}}\n  - referrer: certified-institution",
        "referrers.2.binds_desk",
        "must be true",
    ),
    "a determination that is weighed again": Slip(
        "{rule: determination, firmness: hard}",
        "{rule: family-group-plan, firmness: soft}",
        "{rule: family-group-plan",
        "referrers.2.routes.1.preconditions.0.rule",
        "weigh a need that is determined; allowed: determination",
    ),
    # Categories and products.
    "a category of three digits": Slip(
        '{category: "46"', '{category: "046"', '"046"', "categories.list.2.category", "two digits in quotes"
    ),
    "a category given twice": Slip(
        '{category: "46"',
        '{category: "45"',
        '{category: "45", name: {nl: crisis',
        "categories.list.2.category",
        "given twice",
    ),
    "a category that lies inside and outside": Slip(
        '- category: "48"',
        '- category: "45"',
        '- category: "45"',
        "categories.outside.0.category",
        "inside or outside",
    ),
    "a component that does not exist": Slip(
        "component: crisis",
        "component: rest",
        "component: rest",
        "categories.list.2.component",
        "'ambulatory', 'stay' or 'crisis'",
    ),
    "a product given twice": Slip(
        "{id: far-clinic", "{id: course", "{id: course, name: {nl: verre", "products.list.3.id", "given twice"
    ),
    "a product on a route without products": Slip(
        "routes: [national-arrangement]",
        "routes: [stay]",
        "routes: [stay]",
        "products.list.3.routes.0",
        "allowed: national-arrangement, product",
    ),
    "a route of products without a product": Slip(
        "routes: [national-arrangement]",
        "routes: [product]",
        "products:",
        "products",
        "must have a product on the open route national-arrangement",
    ),
    "a product of an unknown category": Slip(
        'form: residential, buying: highly-specialist, category: "44"',
        'form: residential, buying: highly-specialist, category: "50"',
        'category: "50"',
        "products.list.3.category",
        "not in the categories",
    ),
    "a product by the hour without a tariff": Slip(
        ", unit: etmaal, tariffs: [{from: 2022-01-01, cents: 45000}]",
        "",
        "{id: far-clinic",
        "products.list.3.tariffs",
        "needs a unit and a tariff",
    ),
    "a product for standing ready with a tariff": Slip(
        "funding: availability}",
        "funding: availability, tariffs: [{from: 2022-01-01, cents: 1}]}",
        "{id: standby",
        "products.list.0.tariffs",
        "has no tariff",
    ),
    "a result that is paid by the minute": Slip(
        "unit: piece", "unit: minute", "{id: course,", "products.list.2.unit", "per piece"
    ),
    "tariffs of a product that do not ascend": Slip(
        "{from: 2023-01-01, cents: 8200}",
        "{from: 2022-01-01, cents: 8200}",
        "{id: hours",
        "products.list.1.tariffs.1.from",
        "must be after",
    ),
    # Buying.
    "a form of care with two buyers": Slip(
        "{form: residential,",
        "{form: living,",
        "{form: living, level: supra",
        "buying.list.2.form",
        "given twice",
    ),
    "a municipality of elsewhere that buys": Slip(
        'own: {"0935": regional}',
        'own: {"0200": regional}',
        "{form: ambulatory",
        "buying.list.0.own.0200",
        "not one of the municipalities",
    ),
    "a stay that one municipality buys": Slip(
        "{form: living, level: regional}",
        "{form: living, level: local}",
        "{form: living",
        "buying.list.1.level",
        "allowed: regional, supra-regional, national",
    ),
}
