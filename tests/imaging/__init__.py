"""Tests of the chapter on images."""
