"""What connected sources send us: kept raw first, acknowledged then, and read in the background.

source  ->  keep (committed)  ->  acknowledged  ->  take_in: the channel's `told`, or its `parse`  ->  rows  ->  write
"""
