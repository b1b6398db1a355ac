"""Readers under bytes that nobody meant."""
