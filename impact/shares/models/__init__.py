"""What impact keeps of sales, shares and runs."""

from impact.shares.models.policies import AllocationPolicy, SharePolicy
from impact.shares.models.runs import Allocation, AllocationRun, MaturityRun
from impact.shares.models.sales import Sale, SaleLine, SaleRefund, ShareReversal

__all__ = [
    "Allocation",
    "AllocationPolicy",
    "AllocationRun",
    "MaturityRun",
    "Sale",
    "SaleLine",
    "SaleRefund",
    "SharePolicy",
    "ShareReversal",
]
