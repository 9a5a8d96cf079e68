"""A draw of the demo, by four people of the staff, as far as it shall go."""

from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw

from impact.books.queries import get_balance
from impact.payouts.models import DrawRequest, Payout, TrainingProvider
from impact.payouts.services import desk, draws
from nomi.demo.development_plans import keep_line
from nomi.demo.logins import (
    APPROVER_EMAIL,
    CASE_WORKER_EMAIL,
    COORDINATOR_EMAIL,
    RELEASER_EMAIL,
)
from nomi.demo.staff import name_staff

LINE_MINOR = 12_000
"""What the line of the plan may cost that a draw of the demo cites."""


def list_able(codes: list[str], amount_minor: int) -> list[str]:
    """Return the codes whose account holds as much."""
    return [code for code in codes if get_balance(f"training:{code}") >= amount_minor]


def list_held() -> list[Payout]:
    """Return the payouts that wait for the bank."""
    return list(Payout.objects.filter(state=Payout.State.HELD).order_by("pk"))


def prove(payout: Payout, *, now: datetime) -> None:
    """Put the proof of a payment on file."""
    desk.record_proof(
        payout_uid=payout.uid,
        content=_draw_paper("Sample: certificate"),
        actor=name_staff(COORDINATOR_EMAIL),
        now=now,
    )


def make_draw(
    code: str,
    *,
    provider: TrainingProvider,
    line: str,
    stop: str,
    now: datetime,
    amount_minor: int,
) -> DrawRequest:
    """Make a draw that goes as far as `stop`."""
    coordinator, approver = name_staff(COORDINATOR_EMAIL), name_staff(APPROVER_EMAIL)
    colleague = name_staff(CASE_WORKER_EMAIL)
    keep_line(code, words=line, budget_minor=LINE_MINOR, actor=colleague, now=now)
    draw = draws.request_draw(
        wish=draws.Wish(
            account_code=code,
            plan_line=line,
            provider=provider,
            amount_minor=amount_minor,
            reason="The next step of her plan.",
        ),
        actor=coordinator,
        now=now,
    )
    if stop == "requested":
        return draw
    if stop == "rejected":
        return draws.close_draw(
            draw_id=draw.pk, kind=stop, actor=approver, reason="She has a pair.", now=now
        )
    draws.approve_draw(draw_id=draw.pk, actor=approver, reason="In her plan.", now=now)
    if stop == "approved":
        return draw
    desk.record_her_word(
        draw_id=draw.pk,
        content=_draw_paper("Sample: signed form"),
        method="signature",
        language="Khmer",
        witness="",
        actor=colleague,
        now=now,
    )
    if stop == "released":
        draws.release_draw(
            draw_id=draw.pk, actor=name_staff(RELEASER_EMAIL), reason="All in place.", now=now
        )
    return draw


def _draw_paper(words: str) -> bytes:
    """Return a picture of a paper that nobody signed."""
    image = Image.new("RGB", (420, 300), "white")
    ImageDraw.Draw(image).text((30, 30), words, fill="black")
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
