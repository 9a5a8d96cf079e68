"""The Training Fund's runs follow one another."""

from impact.shares.models import AllocationPolicy


def lock_fund() -> None:
    """Hold off other maturity and allocation runs until this transaction ends.

    So an allocation takes in exactly the maturity runs up to the one it names. Sales and refunds
    do not wait here.
    """
    list(AllocationPolicy.objects.select_for_update(no_key=True).order_by("version"))
