"""What the database itself refuses, in words: each refusal carries the name of its rule.

The rules stand here once; services write rows and give the refusals their names in Python. Clock
and calendar are the database's own, so that no caller can bring another time along.
"""
