"""The vault's commands."""
