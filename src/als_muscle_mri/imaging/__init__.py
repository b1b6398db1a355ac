"""From T1-weighted volumes with a label mask to proposed Mercuri grades."""
