"""Partner enterprises and the batches they make."""
