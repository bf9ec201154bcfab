"""Redshift's grammar of queries and expressions, in layers: each class adds a part to the one before."""
