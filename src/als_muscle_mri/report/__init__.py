"""Everything that rounds, words, tabulates, draws or renders; it imports nothing else of ours."""
