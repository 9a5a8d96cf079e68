"""Landed cost per stock record, with an effective date."""
