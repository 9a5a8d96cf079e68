"""Writing consents and safety flags."""
