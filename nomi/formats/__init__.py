"""How days and hours are written where no page says otherwise, by language."""
