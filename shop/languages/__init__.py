"""In which language a buyer reads what we write to her."""
