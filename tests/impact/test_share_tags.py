from django.template import Context, Template


def render(source: str, **values: object) -> str:
    return Template("{% load impact_share %}" + source).render(Context(values)).strip()


def test_share_sentence_states_amount_item_and_receiver() -> None:
    page = render('{% share_sentence price_minor=1800 landed_minor=1320 name="tote" %}')

    assert page == "$1.92 of this tote's $18.00 goes to the Training Fund."


def test_share_sentence_claims_nothing_when_the_cost_is_unknown() -> None:
    assert render('{% share_sentence price_minor=1800 landed_minor=None name="tote" %}') == ""


def test_share_sentence_claims_nothing_below_cost() -> None:
    assert render('{% share_sentence price_minor=1800 landed_minor=1900 name="tote" %}') == ""


def test_share_sentence_escapes_the_name() -> None:
    page = render("{% share_sentence price_minor=1800 landed_minor=1320 name=name %}", name="<b>")

    assert page == "$1.92 of this &lt;b&gt;'s $18.00 goes to the Training Fund."


def test_basket_share_rounds_each_line_once() -> None:
    lines = [
        {"net_minor": 3_600, "landed_unit_minor": 1_320, "quantity": 2},
        {"net_minor": 3_200, "landed_unit_minor": 2_450, "quantity": 1},
        {"net_minor": 500, "landed_unit_minor": None, "quantity": 1},
    ]

    page = render("{% basket_share lines=lines %}", lines=lines)

    assert page == "$6.84 of this basket's $73.00 goes to the Training Fund."


def test_price_split_names_every_part() -> None:
    parts = {
        "purchase_minor": 1_000,
        "freight_minor": 200,
        "duty_minor": 80,
        "handling_minor": 40,
    }

    page = render(
        "{% price_split price_minor=1800 landed_minor=1320 cost_parts=parts %}", parts=parts
    )

    for amount in ("$18.00", "$10.00", "$2.00", "$0.80", "$0.40", "$1.92", "$2.88"):
        assert amount in page


def test_price_split_is_silent_when_the_cost_is_unknown() -> None:
    assert render("{% price_split price_minor=1800 landed_minor=None %}") == ""
