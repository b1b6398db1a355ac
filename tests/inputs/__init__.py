"""Tests of the input side."""
