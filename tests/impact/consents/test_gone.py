"""The page that is not there: the same answer whatever the reason."""

from django.test import RequestFactory

from impact.consents.gone import show_gone


def test_gone_page_says_nothing_about_why_and_is_kept_nowhere(db: None) -> None:
    answers = [show_gone(RequestFactory().get(f"/impact/accounts/{code}/")) for code in "AB"]

    assert [answer.status_code for answer in answers] == [404, 404]
    own = [
        answer.text.replace(f"/accounts/{code}/", "/")
        for answer, code in zip(answers, "AB", strict=True)
    ]
    assert own[0] == own[1]
    assert answers[0]["Cache-Control"] == "no-store"
    assert answers[0]["X-Robots-Tag"] == "noindex, nofollow"
    words = answers[0].text.lower()
    assert not [word for word in ("withdr", "expired", "unsafe", "removed") if word in words]
