"""What people at the bank desk do: make payment files, import statements, explain lines."""
