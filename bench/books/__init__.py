"""The books beside django-hordak and `pgbench -N`, on one cluster that waits for its disk."""
