"""Thành phần: its groups and rules, calling by them, codes, and the answers that come back."""
