"""What is done with gifts: placed, settled, acknowledged, given back, spent on their purpose."""
