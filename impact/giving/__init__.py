"""Gifts: given once or monthly, acknowledged, and kept to their purpose."""
