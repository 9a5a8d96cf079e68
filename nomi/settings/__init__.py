"""Django settings: base, then one fragment per concern, then one module per place they run."""
