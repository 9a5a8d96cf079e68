"""Renditions of product pictures: made once, when a picture is saved."""
