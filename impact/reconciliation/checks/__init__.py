"""What is compared: each check is a function that answers with findings in words."""
