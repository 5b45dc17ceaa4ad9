"""Measurements of what must be fast, each beside a baseline."""
