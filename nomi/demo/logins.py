"""The demo's two logins, in the open."""

DEMO_PASSWORD = "buy-her-bag-2011"  # noqa: S105 - printed by the demo, used nowhere else
STAFF_EMAIL = "staff@nomi.example"
SHOPPER_EMAIL = "shopper@nomi.example"
