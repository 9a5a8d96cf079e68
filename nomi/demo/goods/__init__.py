"""The demo's goods as data: what they are called, how they read, what they cost."""
