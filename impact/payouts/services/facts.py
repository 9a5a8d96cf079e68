"""Writing down who did what."""

from datetime import datetime

from impact.payouts.models import DrawRequest, Fact, TrainingProvider


def tell_of_provider(
    provider: TrainingProvider, *, what: str, actor: str, now: datetime, words: str = ""
) -> None:
    """Add a step to a provider's time line."""
    Fact.objects.create(provider=provider, what=what, words=words[:500], actor=actor, at=now)


def tell_of_draw(
    draw: DrawRequest, *, what: str, actor: str, now: datetime, words: str = ""
) -> None:
    """Add a step to the time line of a draw and its payout."""
    Fact.objects.create(draw=draw, what=what, words=words[:500], actor=actor, at=now)
