"""Drift: whose a difference is, who made it, and whether it is known."""
