"""Which counts about women may stand in public together: pure arithmetic, no Django."""
