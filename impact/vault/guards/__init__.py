"""What the database itself keeps of the vault."""
