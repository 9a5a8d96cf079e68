"""The demo's logins, in the open."""

DEMO_PASSWORD = "buy-her-bag-2011"  # noqa: S105 - printed by the demo, used nowhere else
DEMO_TOTP_SECRET = "BUYHERBAGNOTHERBODYNOMI2"  # noqa: S105 - the same, for an authenticator app
STAFF_EMAIL = "staff@nomi.example"
SHOPPER_EMAIL = "shopper@nomi.example"
COORDINATOR_EMAIL = "coordinator@nomi.example"
"""Asks for draws and records each woman's word."""
CASE_WORKER_EMAIL = "caseworker@nomi.example"
"""The second of the programme: checks what the first records, and the other way round."""
APPROVER_EMAIL = "approver@nomi.example"
RELEASER_EMAIL = "releaser@nomi.example"
MANAGER_EMAIL = "manager@nomi.example"
PACKER_EMAIL = "packer@nomi.example"
CONTENT_EMAIL = "content@nomi.example"
AUDITOR_EMAIL = "auditor@nomi.example"
