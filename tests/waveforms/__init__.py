"""Tests of the MUAP waveforms."""
