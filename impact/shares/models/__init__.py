"""What impact keeps of sales, shares, policies and runs."""

from impact.shares.models.decisions import Decision
from impact.shares.models.policies import AllocationPolicy, SharePolicy
from impact.shares.models.refunds import (
    SaleRefund,
    SaleRestoration,
    ShareRestoration,
    ShareReversal,
)
from impact.shares.models.reserve import ReserveAlert, ReserveTarget, ReserveTopUp
from impact.shares.models.runs import AccountFunding, Allocation, AllocationRun, MaturityRun
from impact.shares.models.sales import Sale, SaleLine

__all__ = [
    "AccountFunding",
    "Allocation",
    "AllocationPolicy",
    "AllocationRun",
    "Decision",
    "MaturityRun",
    "ReserveAlert",
    "ReserveTarget",
    "ReserveTopUp",
    "Sale",
    "SaleLine",
    "SaleRefund",
    "SaleRestoration",
    "SharePolicy",
    "ShareRestoration",
    "ShareReversal",
]
